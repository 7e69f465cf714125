"""A made-up borough on Camden's real map. Nobody in it exists, and it says so."""
