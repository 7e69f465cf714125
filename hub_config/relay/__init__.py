"""The relay: the one way out of a child's server, and only to what a lesson needs.

A child's server has no network. It reaches the hub and the site through a unix
socket of its own, which the relay listens on outside the sandbox. The relay knows
whose socket it is, so nothing that is sent has to be believed: it passes only the
requests listed in `rules`, capped in size and rate, with a short list of headers,
and adds the learner's name itself.

    python -m hub_config.relay

runs it (settings: `hub_config.settings.RelaySettings`). The spawner opens and closes
sockets through the control socket; `hub_config.relay.client.RelayControl` speaks to it.

    rules        what may be asked for: method, path, size, rate
    framing      what a request must look like before anything in it is read
    allowance    token buckets
    refusals     every "no": a code, a sentence, a next step
    forward      the request upstream and the answer back
    listener     one learner's socket
    learners     whose sockets are open; survives restarts
    control      the spawner's socket
    client       the spawner's side of it
"""
