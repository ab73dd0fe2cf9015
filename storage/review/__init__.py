"""The review site: the matches, the sources and the ledgers in the browser, on loopback."""

import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from storage.database import open_database, read_database
from storage.review.token import own_token
from watchlist.entity import Watchlist
from watchlist.errors import Trouble
from watchlist.load import load_watchlist

HOST = "127.0.0.1"
_GOODBYE_SECONDS = 1  # how long requests under way may take once we are asked to stop


def serve(
    database: Path,
    port: int,
    watchlist: Path | None = None,
    *,
    public_url: str = "",
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve the review site of a database at HOST until SIGINT or SIGTERM; `ready` is called once it listens.

    `watchlist`: the user's folder of additions, by which queries are understood. `public_url`: where a proxy shows
    the site to others, if one does. Whoever writes on it has shown the token beside the database, which is made where
    there is none. Raises Trouble where there is no database, it is newer than we are or the port is taken, and BadInput
    for a wrong watchlist.
    """
    read_database(database).close()  # there must be one already
    open_database(database).close()  # and its tables and views must be of today
    earlier = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _listener(port) as listener, suppress(KeyboardInterrupt):  # being asked to stop is no failure
            watched = load_watchlist(*[watchlist] if watchlist else [])
            _serve(listener, database, watched, public_url, own_token(database.parent), ready)
    finally:
        signal.signal(signal.SIGTERM, earlier)


def _serve(
    listener: socket.socket,
    database: Path,
    watchlist: Watchlist,
    public_url: str,
    token: str,
    ready: Callable[[], None],
) -> None:
    import uvicorn

    from storage.review.site import Site  # takes a moment, which whoever is told of a mistake need not wait

    app = Site(database, watchlist, public_url, token=token).app()
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, lifespan="off",
        timeout_graceful_shutdown=_GOODBYE_SECONDS,
    )  # fmt: skip
    ready()
    uvicorn.Server(config).run(sockets=[listener])


def _listener(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        remedy = "stop what uses it, or choose another with --port"
        raise Trouble(f"port {port} on {HOST}: {(error.strerror or 'in use').lower()}; {remedy}") from error
    return listener
