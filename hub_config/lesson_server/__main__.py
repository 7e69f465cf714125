"""A lesson server on its own, without hub, launcher and sandbox: `python -m hub_config.lesson_server`.

Arguments are those of `jupyter server`.
"""

from hub_config.lesson_server.room_server import RoomServerApp

if __name__ == "__main__":
    RoomServerApp.launch_instance()
