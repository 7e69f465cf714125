"""Sets up everything a fresh machine lacks. Only the standard library; Python 3.11 or newer.

``python3 -m bootstrap demo|test|check`` prepares what that target needs and is
quick when nothing is missing.
"""
