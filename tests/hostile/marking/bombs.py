"""Code that takes more than it may have: time, memory, disk, processes, output; values too large."""

from curriculum.grading.faults import Fault
from tests.hostile.marking.case import ERROR, MEMORY, OUTPUT, SLOW, STOPPED, WRONG, Case, case

TOO_SLOW, TOO_MUCH_MEMORY = (Fault.TOO_SLOW,), (Fault.TOO_MUCH_MEMORY,)
TOO_MUCH_OUTPUT = (Fault.TOO_MUCH_OUTPUT,)
ZERO = "\ndef double(number):\n    return 0\n"

TIME: dict[str, Case] = {
    "a loop without end": case("while True:\n    pass", SLOW, faults=TOO_SLOW, sample=True),
    "a loop that catches everything": case(
        "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass",
        SLOW, faults=TOO_SLOW,
    ),
    "the clock put off": case(
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True:\n    pass",
        SLOW, faults=TOO_SLOW,
    ),
    "a sum without end in C": case("number = 9 ** (9 ** 9)", SLOW, MEMORY, faults=TOO_SLOW + TOO_MUCH_MEMORY),
    "a pattern without end": case(
        "import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')", SLOW, faults=TOO_SLOW
    ),
    "a long sleep": case("import time\ntime.sleep(10**6)", SLOW, faults=TOO_SLOW),
    "a loop in the function": case(
        "def double(number):\n    while True:\n        pass", SLOW, faults=TOO_SLOW
    ),
    "an endless iterator for an answer": case(
        "import itertools\ntried = True\ndef double(number):\n    return itertools.count()", WRONG
    ),
}  # fmt: skip

SPACE: dict[str, Case] = {
    "a list of a thousand million": case("things = [0] * 10**9", MEMORY, faults=TOO_MUCH_MEMORY, sample=True),
    "a text of a thousand million": case("text = 'x' * 10**9", MEMORY, faults=TOO_MUCH_MEMORY),
    "a list that grows": case(
        "things = []\nwhile True:\n    things.append('x' * 1_000_000)",
        MEMORY, SLOW, faults=TOO_MUCH_MEMORY + TOO_SLOW
    ),
    "memory in the function": case(
        "def double(number):\n    return [0] * 10**9", MEMORY, faults=TOO_MUCH_MEMORY
    ),
    "memory shared with nobody": case(
        "import mmap\nheld = []\nwhile True:\n    held.append(mmap.mmap(-1, 1 << 24))\n"
        "    held[-1].write(b'x' * (1 << 24))",
        MEMORY, SLOW, STOPPED, ERROR, faults=(*TOO_MUCH_MEMORY, *TOO_SLOW, Fault.ENDED_ITS_PROCESS),
    ),
    "memory in several processes": case(
        "import os, time\nfor _ in range(4):\n    if os.fork() == 0:\n        held = bytearray(150 << 20)\n"
        "        time.sleep(1 + held[0])\n        os._exit(0)\ntime.sleep(0.5)\ntried = True" + ZERO,
        WRONG, MEMORY, STOPPED,
    ),
    "a compressed bomb": case(
        "import zlib\nsmall = zlib.compress(b'x' * (1 << 24))\nheld = []\nwhile True:\n"
        "    held.append(zlib.decompress(small))", MEMORY, SLOW, faults=TOO_MUCH_MEMORY + TOO_SLOW,
    ),
    "a disk filled": case(
        "tried = True\ntry:\n    with open('/tmp/big', 'wb') as out:\n        while True:\n"
        "            out.write(b'x' * 1_000_000)\nexcept OSError as full:\n"
        "    tried = full.errno" + ZERO, WRONG,
        sample=True,
    ),
    "a disk filled with small files": case(
        "tried = True\ntry:\n    for n in range(10**6):\n        open(f'/tmp/{n}', 'w').close()\n"
        "except OSError as full:\n    tried = full.errno" + ZERO, WRONG, SLOW,
    ),
    "shared memory filled": case(
        "tried = True\ntry:\n    with open('/dev/shm/big', 'wb') as out:\n        while True:\n"
        "            out.write(b'x' * 1_000_000)\nexcept OSError as full:\n"
        "    tried = full.errno" + ZERO, WRONG,
    ),
    "descriptors without end": case(
        "import os\nheld = []\ntry:\n    while True:\n        held.append(os.open('/dev/null', 0))\n"
        "except OSError:\n    tried = len(held)\nfor each in held: os.close(each)" + ZERO, WRONG,
    ),
    "a fork bomb": case(
        "import os\nwhile True:\n    os.fork()", ERROR, SLOW, STOPPED,
        faults=(Fault.TOO_MANY_PROCESSES, Fault.TOO_SLOW, Fault.ENDED_ITS_PROCESS), sample=True,
    ),
    "a thread bomb": case(
        "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(60,)).start()",
        ERROR, MEMORY, faults=(Fault.TOO_MANY_PROCESSES, Fault.TOO_MUCH_MEMORY),
    ),
}  # fmt: skip

VALUES: dict[str, Case] = {
    "a flood of print": case(
        "while True:\n    print('x' * 10_000)", OUTPUT, faults=TOO_MUCH_OUTPUT, sample=True
    ),
    "a flood past print": case(
        "import sys\nwhile True:\n    sys.__stdout__.write('x' * 100_000)", SLOW, OUTPUT, ERROR,
        faults=TOO_SLOW + TOO_MUCH_OUTPUT,
    ),
    "a flood of complaints": case(
        "import sys\nwhile True:\n    print('x' * 10_000, file=sys.stderr)", OUTPUT, faults=TOO_MUCH_OUTPUT
    ),
    "a drawing without end": case(
        "import turtle\ntried = True\npen = turtle.Turtle()\nwhile True:\n    pen.dot(5)", ERROR
    ),
    "recursion": case("tried = True\ndef double(number):\n    return double(number)", ERROR, STOPPED),
    "recursion in C": case(
        "import sys\nsys.setrecursionlimit(10**9)\ntried = True\ndef double(number):\n"
        "    return double(number)",
        ERROR, STOPPED, MEMORY, SLOW,
    ),
    "a number too long to send": case("tried = True\ndef double(number):\n    return 10 ** 100_000", WRONG),
    "a number too long to print": case("tried = True\ndef double(number):\n    return 10 ** 4_700", WRONG),
    "a text too long to send": case("tried = True\ndef double(number):\n    return 'x' * 10**7", WRONG),
    "a list too long to send": case("tried = True\ndef double(number):\n    return [0] * 10**6", WRONG),
    "a list within lists": case(
        "tried = True\ndef double(number):\n    deep = []\n    for _ in range(100_000):\n"
        "        deep = [deep]\n    return deep",
        WRONG, STOPPED,
    ),
    "a thousand million laughs": case(
        "tried = True\ndef double(number):\n    laugh = ['ha']\n    for _ in range(30):\n"
        "        laugh = [laugh] * 10\n    return laugh",
        WRONG,
    ),
    "a list that holds itself": case(
        "tried = True\ndef double(number):\n    circle = []\n    circle.append(circle)\n"
        "    return circle", WRONG
    ),
    "half a letter": case("tried = True\ndef double(number):\n    return '\\ud800'", WRONG, sample=True),
    "a name as long as a book": case(
        "tried = True\ndef double(number):\n    return type('x' * 10**6, (), {})()", WRONG
    ),
    "a tower of classes": case(
        "tried = True\nkind = object\nfor n in range(500):\n    kind = type(f'K{n}', (kind,), {})\n"
        "def double(number):\n    return kind()", WRONG, STOPPED,
    ),
    "more objects than can be kept": case(
        "tried = True\nclass Robot: pass\ndef double(number):\n"
        "    return [Robot() for _ in range(30_000)]", WRONG
    ),
}  # fmt: skip
