"""The hub: JupyterHub, sandboxes, the relay and the lesson server. Imports nothing of Django."""
