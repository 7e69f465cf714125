"""The hub on a cluster, by the Zero to JupyterHub chart; see README.md."""
