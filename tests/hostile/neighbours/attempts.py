"""What a child's program tries against its neighbour and against what stands around it.

The text of this module runs in the child's kernel, and as a program outside, where each attempt
must succeed (`python attempts.py SETTING`). So it uses the standard library alone.
An outcome is "reached: ..." or "refused: ...".
"""

import ctypes
import json
import os
import socket
import struct
import sys
from pathlib import Path

SECONDS = 3
POSTGRES_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
PTRACE_SEIZE = 0x4206
SHARED_NETLINK = 0


def said(connection, raw, most=65536):
    """Send `raw` and give what comes back until the other end closes or is silent."""
    connection.settimeout(SECONDS)
    answer = b""
    try:
        connection.sendall(raw)
        while len(answer) < most and (more := connection.recv(most)):
            answer += more
    except TimeoutError:
        pass  # whoever keeps the connection open has said all they will say
    except ConnectionError:
        if not answer:
            raise
    return answer


def answered(connection, raw):
    """As `said`; no answer at all is a refusal."""
    with connection:
        answer = said(connection, raw)
    if not answer:
        raise ConnectionError("no answer")
    return answer.partition(b"\n")[0].decode("latin-1")


def by_tcp(port, host="127.0.0.1"):
    return socket.create_connection((host, port), timeout=SECONDS)


def by_unix(path):
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(SECONDS)
    connection.connect(path)
    return connection


def get(path, **headers):
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def the_neighbours_server_by_its_port(setting):
    return answered(by_tcp(setting["neighbours_port"]), get(f"/user/{setting['neighbour']}/api"))


def the_neighbours_server_by_the_public_address(setting):
    return answered(by_tcp(setting["public_port"]), get(f"/user/{setting['neighbour']}/api"))


def the_hub_past_the_relay(setting):
    return answered(by_tcp(setting["hub_port"]), get("/hub/api/"))


def the_proxys_api(setting):
    return answered(by_tcp(setting["proxy_port"]), get("/api/routes"))


def the_site_past_the_relay(setting):
    return answered(by_tcp(setting["site_port"], "localhost"), get("/healthz"))


def the_database_by_its_socket(setting):
    return answered_by_postgres(by_unix(setting["database_socket"]))


def the_database_by_a_port(setting):
    return answered_by_postgres(by_tcp(setting["database_port"]))


def answered_by_postgres(connection):
    with connection:
        connection.sendall(POSTGRES_SSL_REQUEST)
        return {b"S": "with TLS", b"N": "without TLS"}[connection.recv(1)]


def the_neighbours_relay_socket(setting):
    return answered(by_unix(setting["neighbours_relay"]), get("/api/lesson/v1/lessons"))


def the_relays_control_socket(setting):
    return answered(by_unix(setting["relay_control"]), b'{"op": "list"}\n')


def the_launchers_control_socket(setting):
    return answered(by_unix(setting["launcher_control"]), b'{"op": "list"}\n')


def the_neighbours_home(setting):
    return Path(setting["neighbours_file"]).read_text()


def the_neighbours_home_by_a_symbolic_link(setting):
    link = Path(setting["own_folder"]) / "a-link"
    link.unlink(missing_ok=True)
    link.symlink_to(setting["neighbours_file"])
    return link.read_text()


def the_neighbours_home_by_a_hard_link(setting):
    link = Path(setting["own_folder"]) / "a-hard-link"
    link.unlink(missing_ok=True)
    os.link(setting["neighbours_file"], link)
    return link.read_text()


def the_neighbours_home_through_its_process(setting):
    return (Path(f"/proc/{setting['neighbours_pid']}/root/home/learner") / "diary.txt").read_text()


def the_neighbours_home_through_the_launcher(setting):
    return Path(f"/proc/{setting['launchers_pid']}/root{setting['neighbours_file']}").read_text()


def the_neighbours_process_in_the_list(setting):
    return next(path.name for path in Path("/proc").iterdir() if path.name == str(setting["neighbours_pid"]))


def the_neighbours_environment(setting):
    return Path(f"/proc/{setting['neighbours_pid']}/environ").read_bytes()[:10].decode()


def the_neighbours_memory(setting):
    with Path(f"/proc/{setting['neighbours_pid']}/mem").open("rb") as memory:
        return str(memory.fileno())


def the_neighbours_open_files(setting):
    return str(Path(f"/proc/{setting['neighbours_pid']}/fd/1").readlink())


def a_signal_to_the_neighbour(setting):
    os.kill(setting["neighbours_pid"], 0)
    return "signalled"


def tracing_the_neighbour(setting):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(PTRACE_SEIZE, setting["neighbours_pid"], None, None) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    return "traced"


def a_port_of_the_machine(setting):
    with by_tcp(setting["any_port"]):
        return "connected"


def a_port_of_the_machine_by_ipv6(setting):
    with by_tcp(setting["ipv6_port"], "::1"):
        return "connected"


def asking_for_a_name(setting):
    """A question to a name server, as `getaddrinfo` sends it."""
    question = b"\x12\x34\x01\x00\x00\x01" + bytes(6) + b"\x07example\x03org\x00\x00\x01\x00\x01"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        return str(asking.sendto(question, ("127.0.0.1", setting["any_port"])))


def an_abstract_socket(setting):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect("\0" + setting["abstract_socket"])
        return "connected"


def the_machines_interfaces(_):
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, SHARED_NETLINK) as asking:
        return asking.family.name


def raw_packets(_):
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as sender:
        return sender.type.name


def listening_for_others(_):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return str(bool(listening.getsockname()[1]))


ATTEMPTS = (
    the_neighbours_server_by_its_port, the_neighbours_server_by_the_public_address, the_hub_past_the_relay,
    the_proxys_api, the_site_past_the_relay, the_database_by_its_socket, the_database_by_a_port,
    the_neighbours_relay_socket, the_relays_control_socket, the_launchers_control_socket,
    the_neighbours_home, the_neighbours_home_by_a_symbolic_link, the_neighbours_home_by_a_hard_link,
    the_neighbours_home_through_its_process, the_neighbours_home_through_the_launcher,
    the_neighbours_process_in_the_list, the_neighbours_environment, the_neighbours_memory,
    the_neighbours_open_files, a_signal_to_the_neighbour, tracing_the_neighbour,
    a_port_of_the_machine, a_port_of_the_machine_by_ipv6, asking_for_a_name, an_abstract_socket,
    the_machines_interfaces, raw_packets, listening_for_others,
)  # fmt: skip


def outcome(attempt, setting):
    try:
        return f"reached: {attempt(setting)}"
    except (OSError, KeyError, StopIteration) as refusal:
        return f"refused: {refusal!r}"


def outcomes(setting):
    """The outcome of each attempt, by its name."""
    return {attempt.__name__: outcome(attempt, setting) for attempt in ATTEMPTS}


def answers(address, requests):
    """What each of `requests` (latin-1 text by name) gets at `address`, a socket's path or a port."""
    said_to = {}
    for name, raw in requests.items():
        try:
            with by_unix(address) if isinstance(address, str) else by_tcp(address) as connection:
                said_to[name] = said(connection, raw.encode("latin-1")).decode("latin-1")
        except OSError as refusal:
            said_to[name] = repr(refusal)
    return said_to


if __name__ == "__main__" and len(sys.argv) == 2:
    print(json.dumps(outcomes(json.loads(sys.argv[1]))))
