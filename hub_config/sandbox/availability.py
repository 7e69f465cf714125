"""Whether sandboxes can be had on this machine, found out by building one."""

import sys

from hub_config.sandbox import kernel, seccomp
from hub_config.sandbox.processes import fork
from hub_config.sandbox.specification import Sandbox, SandboxError


def availability() -> str:
    """Empty if a sandbox can be had here, else a sentence that says what is missing.

    Builds one and throws it away, which takes a few milliseconds; the caller must be single-threaded.
    """
    if not sys.platform.startswith("linux"):
        return "Sandboxes need Linux."
    if not seccomp.supported():
        return f"Sandboxes are not supported on {kernel.MACHINE} processors."
    try:
        child = fork(lambda: 0, Sandbox(name="trial"))
    except (SandboxError, OSError) as failure:
        return str(failure)
    return "" if child.wait() == 0 else "A trial sandbox was built but ended badly."


def available() -> bool:
    return not availability()
