"""The lowest room: refusals, audit, personal-data declarations, encrypted fields."""
