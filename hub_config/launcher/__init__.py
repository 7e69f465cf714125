"""The launcher: starts each child's lesson server by forking a parent that has all of it loaded.

    python -m hub_config.launcher --socket PATH --homes DIR --logs DIR --relay DIR [--hub-user NAME]

Privileged when started as root (it gives each learner a uid of its own), single-threaded
and without a secret: what the hub hands to a server travels in a memory file whose
descriptor passes through unread. The servers are its children, so a restart of the hub
disturbs none of them.

The hub's `SandboxSpawner` speaks to it over a unix socket, one JSON object a line, one request
a connection; the kernel says who is at the other end, and only root and the hub's user are heard.

    {"op": "start", "learner": "<opaque id>", "memory_bytes": n, "processors": n, "processes": n,
     "home_bytes": n}
        with the environment's descriptor attached     -> {"ok": true, "port": n, "pid": n}
    {"op": "poll", "learner": "<opaque id>"}            -> {"ok": true, "running": true, "port": n}
                                                         | {"ok": true, "running": false, "status": n|null}
    {"op": "stop", "learner": "<opaque id>", "now": false}  -> {"ok": true}; ask `poll` when it has ended
    {"op": "list"}                                      -> {"ok": true, "servers": [{learner, port, ...}]}

A request that cannot be met is answered {"ok": false, "code", "message"}.

    control          the socket and the loop
    requests         what may be asked, checked
    servers          the running servers
    homes            uids and home folders
    home_size        what a home may hold
    lesson_process   what runs inside the sandbox
    client           the hub's side of the socket
"""
