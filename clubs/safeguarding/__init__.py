"""Consents, retention, exports and erasure."""
