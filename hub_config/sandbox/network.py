"""What the inside may do with internet sockets: nothing, or talk to itself.

A fresh network namespace reaches nobody, but a socket made outside and handed in
keeps its own namespace: a listening one can be closed and connected anew. Where
the kernel has Landlock's network rules (6.7 and later) that last door is shut too.
"""

import ctypes
import os
import struct

from hub_config.sandbox import kernel

_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_VERSION_REQUEST = 1
_FIRST_VERSION_WITH_NETWORK = 4
_BIND_TCP, _CONNECT_TCP = 1, 2


def forbid_tcp() -> None:
    """Take from this process and its children every TCP bind and connect, on any socket.

    Does nothing on a kernel without these rules. Needs no-new-privs set before.
    """
    version = kernel.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_REQUEST)
    if version < _FIRST_VERSION_WITH_NETWORK:
        return
    rules = struct.pack("QQ", 0, _BIND_TCP | _CONNECT_TCP)
    ruleset = kernel.check(
        kernel.syscall(_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), 0), "landlock_create_ruleset"
    )
    kernel.check(kernel.syscall(_RESTRICT_SELF, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)
