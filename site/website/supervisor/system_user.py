"""The one system user that runs everything but the sandboxes' parents when we are the superuser."""

import pwd
import subprocess

SYSTEM_USER = "codingclubs"


def ensure_system_user() -> pwd.struct_passwd:
    """Return the system user's account, making it the first time. Needs the superuser."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["/usr/sbin/useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent",
             "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            check=True,
        )  # fmt: skip
        return pwd.getpwnam(SYSTEM_USER)
