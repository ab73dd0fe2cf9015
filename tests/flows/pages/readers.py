"""Reading functions that misbehave as the body asks, for the tests of the pool that must survive them."""

import ctypes
import os
import time

from flows.pages.workshop import Sheet
from watchlist.article import Article, Rejected


def obedient(sheet: Sheet) -> Article | Rejected:
    """Do what the body says: hang, nap, abort, segfault, exit, grow or raise; anything else comes back as the text."""
    order = sheet.body.decode()
    if order == "hang":
        time.sleep(60)
    elif order == "nap":
        time.sleep(0.02)
    elif order == "abort":
        os.abort()
    elif order == "segfault":
        ctypes.string_at(0)
    elif order == "exit":
        os._exit(3)
    elif order == "grow":
        return Rejected("grown", str(len(b"x" * (1 << 30))))
    elif order == "raise":
        raise KeyError("unforeseen")
    return Article(sheet.url, order, order, "", str(os.getpid()), None)
