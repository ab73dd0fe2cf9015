"""What a watchlist says, packed to be kept: compact JSON of everything that is not a default, compressed with zlib."""

import zlib
from functools import cache

from pydantic import TypeAdapter, ValidationError

from watchlist.entity import Watchlist


def pack(watchlist: Watchlist) -> bytes:
    """The content of a watchlist: a few tens of kilobytes for the shipped one."""
    return zlib.compress(_adapter().dump_json(watchlist, exclude_defaults=True), 9)


def unpack(content: bytes) -> Watchlist | None:
    """The watchlist that `pack` packed; None where it is not sound, or of a form that is not understood any more.

    What an older form did not say has its default; what today's form does not know is left out.
    """
    try:
        return _adapter().validate_json(zlib.decompress(content))
    except (zlib.error, ValidationError):
        return None


@cache
def _adapter() -> TypeAdapter[Watchlist]:
    return TypeAdapter(Watchlist)
