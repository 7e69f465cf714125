"""The launcher: starts each child's lesson server as the fork of a process that has all of it loaded.

    python -m hub_config.launcher --socket PATH --homes DIR --logs DIR --relay DIR [--hub-user NAME]

Privileged when started as root (it gives each learner a uid of its own), single-threaded
and without a secret: what the hub hands to a server travels in a memory file whose
descriptor passes through unread. It forks a fork server when all is loaded and nobody known, and the
servers are that one's children: a restart of the hub disturbs none of them, and none finds another
learner in its memory.

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
    lesson_process   what runs inside the sandbox; its kernels are `hub_config.warm_kernels`'
    client           the hub's side of the socket
"""
