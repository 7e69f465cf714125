"""Servers of a club's booked children, started ahead of the session and stopped after it.

The hub runs `python -m hub_config.ahead` as a service of its own. Every few seconds it asks the
site which learners are due (opaque ids, two instants and a lesson's name; it knows no more),
asks the hub what runs, and starts and stops through the hub's API. What it
has started the hub itself remembers, in the server's options: nothing is lost when
either restarts, and nobody else's server is touched.

    rules    what to start and stop now: pure
    site     what the site says
    hub      what the hub is asked
    marks    how a server started ahead is known in the hub
    service  how the hub runs it and what it may do
"""
