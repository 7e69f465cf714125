"""What only the demo has: mail anybody can read, a made-up borough, sample logins."""
