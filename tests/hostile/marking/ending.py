"""Code that ends its process, or leaves something running behind."""

from curriculum.grading.faults import Fault
from tests.hostile.marking.case import ERROR, SLOW, STOPPED, WRONG, Case, case

ENDED = (Fault.ENDED_ITS_PROCESS,)
ZERO = "\ndef double(number):\n    return 0\n"

ENDING: dict[str, Case] = {
    "os._exit": case("import os\nos._exit(0)", STOPPED, faults=ENDED, sample=True),
    "os._exit that says all is well": case(
        "import os\nprint('hello')\nos._exit(0)", STOPPED, faults=ENDED
    ),
    "exit": case("tried = True\nexit()", STOPPED),
    "sys.exit that is caught": case(
        "tried = True\nimport sys\ntry:\n    sys.exit()\nexcept SystemExit:\n    pass" + ZERO, WRONG
    ),
    "abort": case("import os\nos.abort()", STOPPED, faults=ENDED),
    "a fault in C": case("import ctypes\nctypes.string_at(0)", STOPPED, faults=ENDED),
    "a signal to itself": case(
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", STOPPED, faults=ENDED, sample=True
    ),
    "a signal to all": case(
        "import os, signal\ntried = True\nos.kill(-1, signal.SIGKILL)", STOPPED, WRONG, ERROR
    ),
    "a signal to its parent": case(
        "import os, signal\ntried = True\ntry:\n    os.kill(os.getppid(), signal.SIGKILL)\n"
        "except OSError: pass" + ZERO, WRONG, STOPPED,
    ),
    "a signal to its group": case(
        "import os, signal\nos.kill(0, signal.SIGKILL)", STOPPED, SLOW, ERROR, faults=ENDED
    ),
    "stopped by itself": case(
        "import os, signal\n"
        "os.kill(os.getpid(), signal.SIGSTOP)", SLOW, STOPPED, faults=(Fault.TOO_SLOW, *ENDED)
    ),
    "exit inside the function": case(
        "import os\ndef double(number):\n    os._exit(0)", STOPPED, faults=ENDED
    ),
    "what runs at exit": case(
        "import atexit, os\natexit.register(lambda: os.write(1, b'4'))\natexit.register(os.fork)\n"
        "tried = True" + ZERO, WRONG,
    ),
    "an object that wakes when it goes": case(
        "import os\nclass Late:\n    def __del__(self):\n        os.system('sleep 60 &')\nlate = Late()\n"
        "tried = True" + ZERO, WRONG,
    ),
    "threads left behind": case(
        "import threading, time\nfor _ in range(10):\n"
        "    threading.Thread(target=time.sleep, args=(60,)).start()\ntried = True" + ZERO, WRONG,
        sample=True,
    ),
    "a process left behind": case(
        "import os, time\nif os.fork() == 0:\n    time.sleep(60)\n    os._exit(0)\ntried = True" + ZERO, WRONG
    ),
    "a process of another session": case(
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        time.sleep(60)\n"
        "    os._exit(0)\ntried = True" + ZERO, WRONG, sample=True,
    ),
    "a fork that answers too": case("import os\nos.fork()\ntried = True" + ZERO, WRONG),
    "a fork in the function": case(
        "import os\ntried = True\ndef double(number):\n    os.fork()\n    return 0", WRONG
    ),
}  # fmt: skip
