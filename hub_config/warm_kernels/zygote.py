"""The process that kernels are forked from, and what makes a fork of it a kernel like any other.

Forked itself before the server reads its token, so that no kernel has ever had that in memory.
Whoever forks it has one thread, and has imported `MODULES`.
"""

import atexit
import errno
import gc
import importlib
import json
import locale
import logging
import os
import signal
import socket
import struct
import sys
import threading
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from hub_config.sandbox import kernel
from hub_config.sandbox.processes import exit_status

# What a kernel has loaded when a child's first program has run, a failing one too.
MODULES = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "ipykernel_launcher",
    "IPython.core.completerlib",
    "IPython.core.debugger_backport",
    "IPython.core.guarded_eval",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "jedi",
    "psutil",
    "pygments.formatters.terminal256",
    "stack_data",
)
# Ours, and no kernel's: what is imported in a kernel comes from its own path.
HIDDEN = "hub_config"
# What `ps -o comm` calls them; their command lines are the launcher's.
ZYGOTE_NAME, KERNEL_NAME = "kernels' zygote", "warm kernel"
LARGEST_ORDER = 128 * 1024
SECONDS_TO_FORK = 5.0
FAILED = 70
_ANSWER = struct.Struct("i")


class ZygoteGone(RuntimeError):
    """The zygote does not answer: a program has ended it. Kernels are then started as everywhere else."""


@dataclass(frozen=True)
class Order:
    """A kernel that is wanted: the arguments of `ipykernel_launcher`, all its environment, where it works."""

    arguments: Sequence[str]
    environment: dict[str, str]
    folder: str


class Zygote:
    """The server's end. `fork` may be called from any thread; orders wait for each other."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders
        self._one_at_a_time = threading.Lock()  # or an answer could go to whoever asked for another kernel
        orders.settimeout(SECONDS_TO_FORK)

    def fork(self, order: Order) -> tuple[int, int]:
        """Fork a kernel; its pid, and a descriptor of it (pidfd) that the caller closes.

        Raises `ZygoteGone`, and `OSError` for an order that is too long or a fork that failed.
        """
        try:
            with self._one_at_a_time:
                self._orders.sendall(json.dumps(asdict(order)).encode())
                answer, descriptors, _, _ = socket.recv_fds(self._orders, _ANSWER.size, 1)
        except (BrokenPipeError, ConnectionResetError, TimeoutError) as failure:
            raise ZygoteGone(str(failure)) from failure
        if len(answer) != _ANSWER.size:
            raise ZygoteGone("it has ended")
        (pid,) = _ANSWER.unpack(answer)
        if pid < 0:
            raise OSError(-pid, os.strerror(-pid))
        return pid, descriptors[0]


def start(closed: Iterable[int]) -> Zygote:
    """Fork the zygote of this process, without the descriptors in `closed`."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        try:
            for descriptor in (ours.detach(), *closed):
                os.close(descriptor)
            _serve(theirs)
        except BaseException:  # a forked child must never run on as its parent
            traceback.print_exc()
        os._exit(FAILED)
    theirs.close()
    return Zygote(ours)


def _serve(orders: socket.socket) -> NoReturn:
    """Fork what is ordered until the server is gone."""
    kernel.name_process(ZYGOTE_NAME)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for kernels that end
    gc.collect()
    gc.freeze()
    while order := orders.recv(LARGEST_ORDER):
        try:
            pid = os.fork()
            if pid == 0:
                orders.close()
                _run(Order(**json.loads(order)))
            descriptor = os.pidfd_open(pid)
        except OSError as failure:  # too many processes already, or it has ended as soon as it began
            orders.send(_ANSWER.pack(-(failure.errno or errno.EAGAIN)))
            continue
        try:
            socket.send_fds(orders, [_ANSWER.pack(pid)], [descriptor])
        except OSError:  # who ordered it has given up, and starts one
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
            raise
        os.close(descriptor)
    os._exit(0)


def _run(order: Order) -> NoReturn:
    """Be a kernel, from here to its end."""
    status = 1
    try:
        _become(order)
        from ipykernel.kernelapp import launch_new_instance

        launch_new_instance()
        status = 0
    except SystemExit as leaving:
        status = exit_status(leaving)
    except BaseException:  # as above
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        os._exit(status & 0xFF)


def _become(order: Order) -> None:
    """Put everything right that a program finds different in a fork of ours and in a Python just started."""
    os.setsid()
    kernel.name_process(KERNEL_NAME)
    # What the child's programs may see of themselves; there is nothing of ours in here.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(order.environment)
    locale.setlocale(locale.LC_CTYPE, "")
    os.chdir(order.folder)
    launcher = sys.modules["ipykernel_launcher"].__file__
    sys.argv[:] = [str(launcher), *order.arguments]
    sys.orig_argv[:] = [sys.executable, "-m", "ipykernel_launcher", *order.arguments]
    sys.path[:] = path_of(order.environment)
    sys.path_importer_cache.clear()
    sys.dont_write_bytecode = bool(order.environment.get("PYTHONDONTWRITEBYTECODE"))
    importlib.invalidate_caches()
    for name in [name for name in sys.modules if name.partition(".")[0] == HIDDEN]:
        del sys.modules[name]
    logging.root.handlers.clear()
    atexit._clear()


def path_of(environment: dict[str, str]) -> list[str]:
    """Where a Python that starts with `environment` finds modules."""
    given = [folder for folder in environment.get("PYTHONPATH", "").split(os.pathsep) if folder]
    own = (Path(sys.base_prefix), Path(sys.prefix))
    return [*given, *(each for each in sys.path if any(Path(each).is_relative_to(prefix) for prefix in own))]
