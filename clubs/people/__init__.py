"""Users, sign-in, families, organisations and borough-wide roles."""
