"""Terms and sessions: dates as rows."""
