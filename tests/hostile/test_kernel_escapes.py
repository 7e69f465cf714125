"""Nothing of the machine is within reach from inside a sandbox, whoever made it.

Each attempt is first made outside, by the same user, where it must succeed: an attempt that
fails everywhere would prove nothing.
"""

import errno
import signal
from functools import cache

import pytest

from hub_config.sandbox import seccomp
from tests.hostile import probes, probing

PROBES = [probe.__name__ for probe in probes.PROBES]
# To an ordinary user the kernel says no to these before it looks at their arguments.
NEED_PRIVILEGE = {"move_mount", "pivot_root", "reboot", "sethostname", "swapon", "userfaultfd"}
report = cache(probing.report)


@pytest.mark.parametrize("caller", probing.CALLERS)
@pytest.mark.parametrize("attempt", PROBES)
def test_attempt_succeeds_outside_and_not_inside(caller: str, attempt: str) -> None:
    outside, inside = report(caller)["outside"][attempt], report(caller)["inside"][attempt]
    assert outside.startswith("reached"), "the control must succeed"
    assert inside.startswith("refused")


@pytest.mark.parametrize("caller", probing.CALLERS)
@pytest.mark.parametrize("call", probes.HARMLESS_CALLS)
def test_dangerous_call_is_refused(caller: str, call: str) -> None:
    assert report(caller)["calls_inside"][call] == errno.EPERM


@pytest.mark.parametrize("caller", probing.CALLERS)
@pytest.mark.parametrize("call", probes.HARMLESS_CALLS)
def test_dangerous_call_is_judged_outside(caller: str, call: str) -> None:
    for_root_only = caller == probing.ORDINARY and call in NEED_PRIVILEGE
    assert (report(caller)["calls_outside"][call] == errno.EPERM) is for_root_only


@pytest.mark.parametrize("caller", probing.CALLERS)
def test_no_user_namespace_by_clone(caller: str) -> None:
    assert report(caller)["clone_inside"] == errno.EPERM


@pytest.mark.parametrize("caller", probing.CALLERS)
def test_other_tables_of_calls_are_fatal(caller: str) -> None:
    expected = f"ended: {-signal.SIGSYS}" if probes.machine() == "x86_64" else f"errno {errno.ENOSYS}"
    assert report(caller)["other_table_inside"] == expected


@pytest.mark.parametrize("caller", probing.CALLERS)
@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("CapInh", "0" * 16),
        ("CapPrm", "0" * 16),
        ("CapEff", "0" * 16),
        ("CapBnd", "0" * 16),
        ("CapAmb", "0" * 16),
        ("NoNewPrivs", "1"),
        ("Seccomp", "2"),
        ("Uid", "\t".join([str(probing.INSIDE_UID)] * 4)),
        ("Gid", "\t".join([str(probing.INSIDE_UID)] * 4)),
        ("Groups", ""),
        ("PPid", "1"),
        ("Umask", "0077"),
    ],
)
def test_privileges_are_gone(caller: str, line: str, value: str) -> None:
    assert report(caller)["state_inside"]["status"][line] == value


@pytest.mark.parametrize("caller", probing.CALLERS)
@pytest.mark.parametrize("kind", ["cgroup", "ipc", "mnt", "net", "pid", "uts", "user"])
def test_namespace_is_its_own(caller: str, kind: str) -> None:
    outside, inside = (report(caller)[f"state_{side}"]["namespaces"][kind] for side in ("outside", "inside"))
    # Root needs no user namespace: the code inside runs under a uid that nobody else has.
    assert (inside != outside) is not (kind == "user" and caller == probing.ROOT)


@pytest.mark.parametrize("caller", probing.CALLERS)
def test_root_holds_only_what_was_listed(caller: str) -> None:
    listed = {path.parts[1] for path in probing.listed_paths()}
    assert set(report(caller)["state_inside"]["root"]) <= listed | {"dev", "etc", "proc", "tmp"}


@pytest.mark.parametrize("caller", probing.CALLERS)
def test_only_private_file_systems_are_writable(caller: str) -> None:
    writable = {
        line.split()[4]
        for line in report(caller)["state_inside"]["file_systems"]
        if "rw" in line.split()[5].split(",") and not line.split()[4].startswith("/dev/")
    }
    assert writable == {"/tmp", "/proc"}


@pytest.mark.parametrize("caller", probing.CALLERS)
def test_only_its_own_processes_are_seen(caller: str) -> None:
    assert len(report(caller)["state_inside"]["processes"]) <= 2


@pytest.mark.parametrize("machine", seccomp.ARCHITECTURES)
def test_filter_fits_the_kernels_format(machine: str) -> None:
    program = seccomp.program(machine, (1,))
    assert len(program) < 4096
    assert program[-1][0] == 0x06, "a filter must end in a return"
    for position, (_, if_true, if_false, _) in enumerate(program):
        assert position + max(if_true, if_false) < len(program)
