"""Lets ``!command`` run in a sealed kernel, as an IPython extension loaded when the kernel starts.

IPython's own way wants a pseudo-terminal, which a sandbox does not have. This one gives
the command a pipe, and shows what it writes as it comes.
"""

import codecs
import os
import subprocess
import sys
from types import MethodType
from typing import Any

LARGEST_CHUNK = 8192


def load_ipython_extension(shell: Any) -> None:
    """Put `system` in place of the shell's own."""
    shell.system = MethodType(system, shell)


def system(shell: Any, command: str) -> None:
    """Run a command line and show its output; its exit status goes into `_exit_code`.

    Raises OSError for a command that would go on in the background, as IPython does.
    """
    if command.rstrip().endswith("&"):
        raise OSError("Background processes not supported.")
    line = shell.var_expand(command, depth=1)
    text = codecs.getincrementaldecoder("utf-8")("replace")
    with subprocess.Popen(
        ["/bin/sh", "-c", line],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        try:
            while chunk := os.read(process.stdout.fileno(), LARGEST_CHUNK):
                sys.stdout.write(text.decode(chunk))
                sys.stdout.flush()
        except KeyboardInterrupt:
            process.terminate()
    shell.user_ns["_exit_code"] = process.returncode
