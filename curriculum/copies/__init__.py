"""Copies of notebooks that a volunteer or an author opens in Notebook 7, in a server of their own."""
