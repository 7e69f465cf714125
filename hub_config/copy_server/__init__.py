"""A Jupyter Server extension: copies of notebooks in Notebook 7, in an adult's own server.

Enabled with ``ServerApp.jpserver_extensions={"hub_config.copy_server": True}``, never beside the lesson room.
"""


def _jupyter_server_extension_points() -> list[dict]:
    from hub_config.copy_server.app import CopyServerApp

    return [{"module": "hub_config.copy_server.app", "app": CopyServerApp}]
