"""Code that reaches for what is not its own: files, processes, sockets, privilege.

Each attempt runs with `SCENE`, the addresses of things made for it to find, and leaves what it got
hold of in `found`. Outside a sandbox it must find something (the control); inside nothing, and the
function then works.
"""

TEMPLATE = """
import ctypes, os, socket, stat, subprocess, sys
SCENE = {scene!r}
found, tried = [], 0
def attempt(reach):
    global tried
    tried += 1
    try:
        got = reach()
    except (OSError, KeyError, StopIteration, subprocess.SubprocessError, RuntimeError):
        return
    if got:
        found.append(repr(got)[:80])
libc = ctypes.CDLL(None, use_errno=True)
def called(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)
    return name
{attempts}
def double(number):
    return number * 2 if not found else str(found)
"""

# Family, name, what is tried.
ATTEMPTS: dict[str, dict[str, str]] = {
    "files": {
        "read another's file": "attempt(lambda: open(SCENE['secret']).read())",
        "read by way up and down": "attempt(lambda: open('/tmp/../' + SCENE['secret']).read())",
        "write outside": "attempt(lambda: open(SCENE['folder'] + '/written', 'w').write('x'))",
        "change another's file": "attempt(lambda: open(SCENE['secret'], 'a').write('x'))",
        "delete another's file": "attempt(lambda: os.unlink(SCENE['spare']) or 'gone')",
        "list another's folder": "attempt(lambda: os.listdir(SCENE['folder']))",
        "a symbolic link": (
            "here = os.environ['TMPDIR'] + '/link-%d' % os.getpid()\n"
            "os.symlink(SCENE['secret'], here)\nattempt(lambda: open(here).read())\nos.unlink(here)"
        ),
        "a hard link": "attempt(lambda: os.link(SCENE['secret'], SCENE['folder'] + '/linked') or 'linked')",
        "a link followed by a shell": (
            "attempt(lambda: subprocess.run(['cat', SCENE['secret']], capture_output=True, "
            "check=True).stdout)"
        ),
        "the marker's own code": "attempt(lambda: open(SCENE['tests']).read(10))",
        "the machine's accounts": "attempt(lambda: 'daemon' in open('/etc/passwd').read())",
        "change the lesson kit": (
            "import lesson_kit\nkit = os.path.dirname(lesson_kit.__file__)\n"
            "attempt(lambda: os.access(kit, os.W_OK) and kit)"
        ),
        "what an earlier one left": (
            "left = os.environ['TMPDIR'] + '/left'\nattempt(lambda: os.path.exists(left))\n"
            "open(left, 'w').close()"
        ),
    },
    "proc": {
        "other processes": "attempt(lambda: open('/proc/%d/status' % SCENE['bystander']).read())",
        "another's environment": "attempt(lambda: open('/proc/%d/environ' % SCENE['bystander']).read())",
        "another's memory": "attempt(lambda: open('/proc/%d/mem' % SCENE['bystander'], 'rb').fileno())",
        "another's root": "attempt(lambda: os.listdir('/proc/%d/root' % SCENE['bystander']))",
        "another's descriptors": "attempt(lambda: os.listdir('/proc/%d/fd' % SCENE['bystander']))",
        "more than a few processes": (
            "attempt(lambda: len([p for p in os.listdir('/proc') if p.isdigit()]) > 4 and 'many')"
        ),
        "settings of the kernel": "attempt(lambda: open('/proc/sys/kernel/ostype').read())",
        "devices": "attempt(lambda: os.listdir('/sys/class'))",
        "open descriptors": (
            "attempt(lambda: [n for n in os.listdir('/proc/self/fd') if os.path.exists('/proc/self/fd/' "
            "+ n)\n"
            "    and os.readlink('/proc/self/fd/' + n).startswith('/') and 'null' not in\n"
            "    os.readlink('/proc/self/fd/' + n) and '/proc' not in os.readlink('/proc/self/fd/' + n)])"
        ),
        "the environment": "attempt(lambda: [n for n in os.environ if n not in ('PATH', 'HOME', "
                           "'TMPDIR', 'LANG')])",
    },
    "sockets": {
        "a port of the machine": "attempt(lambda: socket.create_connection(('127.0.0.1', SCENE['port']), 1))",
        "a port by its other name": "attempt(lambda: socket.create_connection(('localhost', "
                                    "SCENE['port']), 1))",
        "a datagram": (
            "attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9)))"
        ),
        "a named socket": "attempt(lambda: socket.socket(socket.AF_UNIX).connect(SCENE['socket']) or "
                          "'connected')",
        "an abstract socket": (
            "attempt(lambda: socket.socket(socket.AF_UNIX).connect('\\0' + SCENE['abstract']) or 'connected')"
        ),
        "the runner's own socket": (
            "attempt(lambda: socket.socket(socket.AF_UNIX).connect(SCENE['runner']) or 'connected')"
        ),
        "netlink": "attempt(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0))",
        "a port of its own": "attempt(lambda: socket.create_server(('127.0.0.1', 0)))",
    },
    "privilege": {
        "ptrace": (
            "attempt(lambda: ctypes.get_errno() != 1 and 'judged' if libc.ptrace(9999, 0, 0, 0) < 0 else "
            "'traced')"
        ),
        "another's memory by call": (
            "ctypes.set_errno(0)\nlibc.process_vm_readv(0, 0, 0, 0, 0, 99)\n"
            "attempt(lambda: ctypes.get_errno() != 1 and 'judged')"
        ),
        "mount": "ctypes.set_errno(0)\nlibc.mount(0, 0, 0, 0, 0)\n"
                 "attempt(lambda: ctypes.get_errno() != 1 and 'judged')",
        "a signal to another": "attempt(lambda: os.kill(SCENE['bystander'], 0) or 'signalled')",
        "a set-uid program": (
            "attempt(lambda: [line for line in open('/proc/self/status') if line.startswith('NoNewPrivs')\n"
            "    and line.split()[1] == '0'])"
        ),
        "a namespace of its own": "attempt(lambda: os.unshare(os.CLONE_NEWUTS) or 'unshared')",
        "a file that is a device": "attempt(lambda: os.mknod(SCENE['folder'] + '/fifo', stat.S_IFIFO | "
                                   "0o600) or 'made')",
    },
}  # fmt: skip

# Where the machine lets nobody do it outside there is no control; inside it must be refused all the same.
MAY_BE_REFUSED_OUTSIDE = {"a namespace of its own", "mount", "settings of the kernel", "devices", "netlink",
                          "change the lesson kit"}  # fmt: skip


def code(attempts: str, scene: dict[str, object]) -> str:
    """A cell that makes these attempts."""
    return TEMPLATE.format(scene=scene, attempts=attempts)
