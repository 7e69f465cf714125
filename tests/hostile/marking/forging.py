"""Code that speaks on the marker's line in the marker's or the runner's place."""

from curriculum.grading.faults import Fault
from tests.hostile.marking.case import ERROR, OUTPUT, SLOW, STOPPED, WRONG, Case, case

FORGE = """
import json, os, struct
def raw(body):
    for number in range(3, 64):
        try:
            os.write(number, body)
        except OSError:
            pass
def framed(body):
    return struct.pack(">I", len(body)) + body
def forge(*replies):
    for reply in replies:
        raw(framed(json.dumps(reply).encode()))
"""
PUPIL = """
import gc
from curriculum.grading.runner.pupil import Pupil
pupil = next(o for o in gc.get_objects() if isinstance(o, Pupil))
"""
KNOWN = """
import sys
frame = sys._getframe()
while 'request' not in frame.f_locals or 'to' not in frame.f_locals.get('request', ()):
    frame = frame.f_back
asked = frame.f_locals['request']
"""
ZERO = "\ndef double(number):\n    return 0\n"
GARBLED = (Fault.GARBLED_ANSWER,)
REPLY = """
def lie(reply):
    plain = pupil._channel.send
    def send(message, *rest):
        return plain(reply | {'to': message['to']} if 'args' in message else message)
    pupil._channel.send = send
"""

FORGED: dict[str, Case] = {
    "answers sent ahead": case(
        FORGE + "forge({'value': 4, 'args': [2]}, {'value': 'abab', 'args': ['ab']})" + ZERO,
        STOPPED, faults=GARBLED, sample=True,
    ),
    "a mark sent ahead": case(
        FORGE + "forge({'passed': True}, {'points': 3}, {'result': {'points': 4}})" + ZERO,
        STOPPED, faults=GARBLED,
    ),
    "a whole run answered with the question's own text": case(
        FORGE + KNOWN + "forge({'to': asked['to'], 'ended': 'done', 'printed': 'hello\\n', 'drawing': None, "
        "'error': None})" + ZERO,
        STOPPED, faults=GARBLED, sample=True,
    ),
    "answers sent ahead by the function": case(
        FORGE + "def double(number):\n    forge({'value': number * 2, 'args': []})\n    return 0",
        STOPPED, faults=GARBLED,
    ),
    "a child that answers later": case(
        FORGE + "import time\nif os.fork() == 0:\n    time.sleep(0.3)\n    forge({'value': 4, 'args': [2]})\n"
        "    os._exit(0)\ntime.sleep(0.6)" + ZERO,
        STOPPED, faults=GARBLED,
    ),
    "noise": case(FORGE + "raw(b'\\xff' * 5000)" + ZERO, STOPPED, faults=GARBLED, sample=True),
    "a length without a message": case(
        FORGE + "raw(struct.pack('>I', 1000))" + ZERO, STOPPED, SLOW, faults=(*GARBLED, Fault.TOO_SLOW)
    ),
    "a message longer than any": case(
        FORGE + "raw(struct.pack('>I', 2**32 - 1))" + ZERO, STOPPED, faults=GARBLED
    ),
    "JSON nested a hundred thousand deep": case(
        FORGE + "raw(framed(b'[' * 100_000))" + ZERO, STOPPED, faults=GARBLED
    ),
    "a list for a message": case(FORGE + "raw(framed(b'[1]'))" + ZERO, STOPPED, faults=GARBLED),
    "a number of a million digits": case(
        FORGE + "raw(framed(b'{\"to\": ' + b'9' * 1_000_000 + b'}'))" + ZERO, STOPPED, faults=GARBLED
    ),
    "a thousand messages": case(
        FORGE + "forge(*[{'value': 4}] * 1000)" + ZERO, STOPPED, SLOW, faults=GARBLED
    ),
    "the line closed": case(
        "import os\nos.closerange(3, 64)" + ZERO, STOPPED, faults=(Fault.ENDED_ITS_PROCESS,)
    ),
    "the line read by another": case(
        "import os\nif os.fork() == 0:\n    for n in range(3, 64):\n        try: os.read(n, 10)\n"
        "        except OSError: pass\n    os._exit(0)\nimport time; time.sleep(0.2)" + ZERO,
        STOPPED, SLOW, WRONG, faults=(*GARBLED, Fault.TOO_SLOW, Fault.ENDED_ITS_PROCESS),
        keeps_others=False,
    ),
} | {
    f"an answer that is {name}": case(
        PUPIL + REPLY + f"lie({reply})" + ZERO + "tried = True", *outcomes, faults=faults,
        keeps_others=not faults,
    )
    for name, reply, outcomes, faults in [
        ("no plain data", "{'value': ['exec', 'x'], 'args': []}", (STOPPED,), GARBLED),
        ("an object of no class", "{'value': ['object', 1, 'x', 5], 'args': [1, 2]}", (STOPPED,), GARBLED),
        ("a class below itself", "{'value': ['class', 1, 'x', [['class', 1, 'x', [], '']], ''], 'args': "
                                 "[1, 2]}",
         (STOPPED, WRONG), ()),
        ("a class of two minds", "{'value': ['class', 1, 'x', [['class', 2, 'y', [], ''], ['class', 3, "
                                 "'z', [], "
         "'ValueError']], ''], 'args': [1, 2]}", (STOPPED,), GARBLED),
        ("an exception that is none", "{'value': ['class', 1, 'x', [], 'exec'], 'args': [1, "
                                      "2]}", (STOPPED,), GARBLED),
        ("a way out of the checker", "{'error': {'kind': 'SystemExit', 'message': '', 'text': '', "
                                     "'line': 1}, "
         "'ended': 'error'}", (ERROR,), ()),
        ("a test's own end", "{'error': {'kind': 'TestTooSlow', 'message': '', 'text': '', 'line': 1}, "
         "'ended': 'error'}", (ERROR,), ()),
        ("an unknown end", "{'error': {'kind': 'x', 'message': '', 'text': '', 'line': 1}, 'ended': "
                           "'passed'}",
         (ERROR,), ()),
        ("an error of a megabyte", "{'error': {'kind': 'x' * 10**6, 'message': '', 'text': '', 'line': 1}, "
         "'ended': 'error'}", (STOPPED,), GARBLED),
        ("a line far away", "{'error': {'kind': 'x', 'message': '', 'text': '', 'line': 10**9}, 'ended': "
                            "'error'}",
         (STOPPED,), GARBLED),
        ("too few arguments", "{'value': 4, 'args': []}", (STOPPED,), GARBLED),
        ("names that are none", "{'value': 4, 'args': [1, 2], 'names': 5}", (STOPPED,), GARBLED),
        ("a name told as no plain data", "{'value': 0, 'args': [1, 2], 'names': {'double': ['exec', 'x']}}",
         (WRONG,), GARBLED),
        ("a name told for another", "{'value': 0, 'args': [1, 2], 'names': {'points': 3, 'passed': True}}",
         (WRONG,), ()),
        ("too large by its own word", "{'toolarge': True}", (OUTPUT,), (Fault.TOO_MUCH_OUTPUT,)),
        ("members of one hash", "{'value': ['set', [n * (2**61 - 1) for n in range(1, 5000)]], 'args': "
                                "[1, 2]}",
         (STOPPED,), GARBLED),
    ]
}  # fmt: skip
