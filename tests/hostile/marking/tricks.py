"""Code that wants marks: trees and bytecode, lying objects, patched modules, walks through memory."""

from tests.hostile.marking.case import ERROR, STOPPED, WRONG, Case, case

ZERO = "\ndef double(number):\n    return 0\ntried = True\n"
ALL = """
class All{base}:
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = None
def double(number):
    return All({made})
tried = All({made}) == 4 and All({made}) == 'abab'
"""

TREES: dict[str, Case] = {
    "asserts taken out of the tree": case(
        "import ast\nclass NoAsserts(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node):\n        return ast.Pass()\n"
        "get_ipython().ast_transformers.append(NoAsserts())" + ZERO,
        WRONG, tests_in_reach=True, sample=True,
    ),
    "asserts taken out of the text": case(
        "get_ipython().input_transformers_post.append("
        "lambda lines: [line for line in lines if not line.startswith('assert')])" + ZERO,
        WRONG, tests_in_reach=True,
    ),
    "a compiler of one's own": case(
        "import builtins\nplain = builtins.compile\n"
        "def quiet(source, *rest, **named):\n"
        "    if isinstance(source, ast.AST):\n"
        "        for node in ast.walk(source):\n"
        "            if isinstance(node, ast.Assert): node.test = ast.copy_location(ast.Constant(True), "
        "node.test)\n"
        "    return plain(source, *rest, **named)\n"
        "import ast\nbuiltins.compile = quiet" + ZERO,
        WRONG, tests_in_reach=True, sample=True,
    ),
    "nodes replaced as they run": case(
        "import ast\nshell = type(get_ipython())\nplain = shell.run_ast_nodes\n"
        "async def run(self, nodes, *rest, **named):\n"
        "    nodes = [ast.Pass(lineno=1, col_offset=0) if isinstance(n, ast.Assert) else n for n in nodes]\n"
        "    return await plain(self, nodes, *rest, **named)\nshell.run_ast_nodes = run" + ZERO,
        WRONG, tests_in_reach=True,
    ),
    "bytecode that jumps over": case(
        "import dis\ncode = (lambda number: 4).__code__\n"
        "def double(number):\n    return 0\n"
        "double.__code__ = code.replace(co_consts=tuple(0 if c == 4 else c for c in code.co_consts),\n"
        "                               co_name='double')\ntried = double(2) in (0, 4)\n"
        "double.__code__ = (lambda number: 0).__code__",
        WRONG,
    ),
    "the answer read from the test's constants": case(
        "import sys\ndef double(number):\n    consts = sys._getframe(1).f_code.co_consts\n"
        "    wanted = [c for c in consts if c in (4, 'abab')]\n    return wanted[0] if wanted else 0\n"
        "tried = True",
        WRONG, tests_in_reach=True,
    ),
}  # fmt: skip

LYING: dict[str, Case] = {
    "an object equal to all": case(
        ALL.format(base="", made=""), WRONG, tests_in_reach=True, sample=True
    ),
    "a number equal to all": case(ALL.format(base="(int)", made="0"), WRONG, tests_in_reach=True),
    "a text equal to all": case(ALL.format(base="(str)", made="'x'"), WRONG, tests_in_reach=True),
    "a list equal to all": case(ALL.format(base="(list)", made="[1]"), WRONG, tests_in_reach=True),
    "a dict equal to all": case(ALL.format(base="(dict)", made=""), WRONG, tests_in_reach=True),
    "an error equal to all": case(ALL.format(base="(Exception)", made=""), WRONG, tests_in_reach=True),
    "an object that says it is a number": case(
        ALL.format(base="", made="").replace("    __ne__", "    __class__ = int\n    __ne__"), WRONG,
        tests_in_reach=True,
    ),
    "a number whose index lies": case(
        "class Odd(int):\n    __index__ = __int__ = lambda self: 4\n    __eq__ = lambda s, o: True\n"
        "    __hash__ = int.__hash__\ndef double(number):\n    return Odd(0)\ntried = Odd(0) == 4",
        WRONG, tests_in_reach=True,
    ),
    "a class with a lying class": case(
        "class Meta(type):\n    __eq__ = lambda c, o: True\n    __hash__ = type.__hash__\n"
        "    __instancecheck__ = lambda c, o: True\nclass All(metaclass=Meta): pass\n"
        "def double(number):\n    return All\ntried = All == 4",
        WRONG, tests_in_reach=True,
    ),
    "a function equal to all": case(
        ALL.format(base="", made="") + "All.__call__ = lambda self, *a: self\ndouble = All()\n", WRONG,
        tests_in_reach=True,
    ),
    "an object too odd to describe": case(
        "class Odd:\n    def __getattribute__(self, name):\n        raise RuntimeError(name)\n"
        "    __repr__ = __str__ = __len__ = __iter__ = None\ndef double(number):\n    return Odd()\n"
        "tried = 1",
        WRONG,
    ),
}  # fmt: skip

FAKE_TESTING = (
    "import sys, types\nfake = types.ModuleType('lesson_kit.testing')\n"
    "fake.printed_lines = lambda: ['hello']\n"
)
PATCHES: dict[str, Case] = {
    "asserts that raise nothing": case(
        "import builtins\nbuiltins.AssertionError = type('Quiet', (Exception,), {})" + ZERO, WRONG
    ),
    "another AssertionError held back": case(
        "shell = get_ipython()\nshell.set_custom_exc((AssertionError,), lambda *a, **k: None)" + ZERO, WRONG
    ),
    "a testing module of one's own": case(
        FAKE_TESTING + "sys.modules['lesson_kit.testing'] = fake\n"
        "import lesson_kit\nlesson_kit.testing = fake" + ZERO,
        WRONG, sample=True,
    ),
    "an import hook": case(
        "import sys\nclass Hook:\n    def find_spec(self, name, *rest):\n        return None\n"
        "sys.meta_path.insert(0, Hook())\nsys.path_hooks.insert(0, lambda path: 1 / 0)" + ZERO,
        WRONG,
    ),
    "an import of one's own": case(
        "import builtins\nplain = builtins.__import__\n"
        "def other(name, *rest):\n    return plain('math' if 'test' in name else name, *rest)\n"
        "builtins.__import__ = other" + ZERO,
        WRONG, sample=True,
    ),
    "sys.modules emptied": case(
        "import sys\nfor name in list(sys.modules):\n"
        "    if name.startswith(('lesson_kit', 'random')): del sys.modules[name]" + ZERO,
        WRONG,
    ),
    "Python's own names taken over": case(
        "import builtins\nbuiltins.len = builtins.sum = builtins.sorted = lambda *a: 4\n"
        "len = sum = print\n" + ZERO,
        STOPPED, faults=("garbled_answer", "ended_its_process"),
    ),
    "a codec of one's own": case(
        "from curriculum.grading import plain_data\nplain_data.encode = lambda *_: 5" + ZERO, WRONG
    ),
    "uses of one's own": case(
        "from curriculum.grading.runner import uses\n"
        "for name in list(uses.USES): uses.USES[name] = lambda *a, **k: True" + ZERO,
        WRONG,
    ),
    "a JSON of one's own": case(
        "import json\njson.JSONEncoder.iterencode = lambda *a, **k: ['{}']\n" + ZERO,
        STOPPED, keeps_others=True,
        faults=("garbled_answer",),
    ),
    "a trace function left on": case(
        "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)" + ZERO, WRONG
    ),
}  # fmt: skip

WALKS: dict[str, Case] = {
    "gc walked for the tests": case(
        # Put together, so that the cell does not find itself.
        "import gc\nsign = ' '.join(['Twice', '2'])\n"
        "seen = [o for o in gc.get_objects() if isinstance(o, (str, dict, tuple, list))]\n"
        "words = [w for o in seen for w in (o if isinstance(o, (tuple, list)) else [o])\n"
        "         if isinstance(w, str) and sign in w and 'gc' not in w]\n"
        "def double(number):\n    return number * 2 if words else 0\ntried = len(seen)",
        WRONG, sample=True,
    ),
    "frames walked for the tests": case(
        "import sys\nframe, found, tried = sys._getframe(), [], 0\nwhile frame:\n"
        "    for value in list(frame.f_locals.values()) + list(frame.f_globals):\n"
        "        tried += 1\n"
        "        if isinstance(value, dict) and 'source' in value and 'release' in value:\n"
        "            found.append(value)\n    frame = frame.f_back\n"
        "def double(number):\n    return number * 2 if found else 0",
        WRONG,
    ),
    "the runner's own object changed": case(
        "import gc\nfrom curriculum.grading.runner.pupil import Pupil\n"
        "mine = [o for o in gc.get_objects() if isinstance(o, Pupil)]\n"
        "for pupil in mine:\n    pupil._cells.clear()\n    pupil._kept.append(lambda *a: 4)" + ZERO,
        WRONG,
    ),
    "own memory read through /proc": case(
        "tried = 1\nhits = 0\ntry:\n    for line in open('/proc/self/maps'):\n"
        "        span, mode, *_ = line.split()\n"
        "        low, high = (int(part, 16) for part in span.split('-'))\n"
        "        if 'r' in mode and high - low < 1 << 22:\n"
        "            with open('/proc/self/mem', 'rb') as memory:\n"
        "                memory.seek(low)\n"
        "                hits += b'Twice 2 is' + b' 4.' in memory.read(high - low)\n"
        "except (OSError, ValueError, OverflowError): pass\n"
        "def double(number):\n    return number * 2 if hits else 0",
        WRONG, ERROR,
    ),
    "the tests looked for on disk": case(
        "import os\ntried = hits = 0\nfor where, folders, names in os.walk('/'):\n"
        "    if where == '/': folders[:] = [f for f in folders if f not in ('proc', 'usr', 'dev')]\n"
        "    if tried > 2000: break\n    for name in names:\n        tried += 1\n        try:\n"
        "            hits += b'Twice 2 is' + b' 4.' in open(os.path.join(where, name), 'rb').read(1 << 20)\n"
        "        except OSError: pass\n"
        "def double(number):\n    return number * 2 if hits else 0",
        WRONG,
    ),
}  # fmt: skip
