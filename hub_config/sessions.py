"""Ending a child's session so that nothing of it works any more.

Clearing a cookie asks the browser to forget; it does not make the cookie worthless.
Here the hub forgets: the id that login cookies carry is changed, the tokens in servers'
cookies are deleted, the token kept for the site is dropped, and the server, which may
still remember a visitor it has asked the hub about, is stopped.
"""

import asyncio
import logging
from typing import Any

from jupyterhub import orm

from hub_config.ahead import marks

log = logging.getLogger("clubs.sessions")

SETTLES_WITHIN = 15  # seconds
_ISSUED_BY_HUB = "jupyterhub"  # the client of tokens that are no visitor's, a server's own among them


async def revoke(db: Any, user: Any) -> None:
    """Make every cookie and visitor's token of `user` worthless, in every browser."""
    db.query(orm.OAuthCode).filter_by(user_id=user.id).delete()
    for token in db.query(orm.APIToken).filter_by(user_id=user.id):
        if token.client_id != _ISSUED_BY_HUB:
            db.delete(token)
    user.orm_user.cookie_id = orm.new_token()
    marks.unmark(user)
    db.commit()
    await user.save_auth_state(None)


async def settle(spawner: Any, seconds: float = SETTLES_WITHIN) -> bool:
    """Wait until `spawner` is neither starting nor stopping; False when it takes longer than `seconds`."""
    deadline = asyncio.get_running_loop().time() + seconds
    while spawner.pending and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.05)
    return not spawner.pending


async def stop_server(user: Any, proxy: Any) -> None:
    """Stop `user`'s server, taking it out of the proxy first; waits for one that is starting.

    One that will not settle is left to the session watch, which finds it without a session.
    """
    spawner = user.spawner
    if not await settle(spawner):
        log.warning("the server of learner=%s is still %s", user.name, spawner.pending)
        return
    if not spawner.active:
        return
    # Before anything is awaited, as the hub's own handlers do: whoever else would stop it (the session
    # watch, another of the child's windows) waits above until it has stopped, and then finds nothing.
    spawner._stop_pending = True
    try:
        await proxy.delete_user(user, "")
        await user.stop("")
    finally:
        spawner._stop_pending = False


async def end_session(db: Any, proxy: Any, user: Any) -> None:
    """End `user`'s session everywhere: revoked at once, the server stopped before this returns."""
    await revoke(db, user)
    await stop_server(user, proxy)
    log.info("ended the session of learner=%s", user.name)


async def forget(app: Any, user: Any) -> None:
    """Remove `user`, whose server has ended, from the hub: rows, tokens and sign-ons."""
    await revoke(app.db, user)
    app.authenticator.delete_user(user)
    await user.delete_spawners()
    app.users.delete(user)
    log.info("forgot learner=%s", user.name)
