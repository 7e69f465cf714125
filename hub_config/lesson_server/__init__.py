"""A Jupyter Server extension: the lesson room of a child's own server.

Enabled with ``ServerApp.jpserver_extensions={"hub_config.lesson_server": True}``.
"""


def _jupyter_server_extension_points() -> list[dict]:
    from hub_config.lesson_server.app import LessonServerApp

    return [{"module": "hub_config.lesson_server.app", "app": LessonServerApp}]
