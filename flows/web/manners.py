"""How we behave on the network: who we say we are, how much we take, and how often we ask."""

import re
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

from watchlist.errors import BadInput

# RFC 9309, 2.2.1: the product token by which robots.txt names a crawler.
_PRODUCT_TOKEN = re.compile(r"[A-Za-z_-]+")
_HEADER_TEXT = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


def user_agent(contact: str = "") -> str:
    """The User-Agent that names this software, its version and, where given, the operator's address or page."""
    try:
        number = version("landbridge")
    except PackageNotFoundError:  # run from a checkout that was never installed
        number = "0"
    reach = f"; +{contact}" if contact else ""
    return f"Landbridge/{number} (news monitoring{reach})"


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Limits and courtesies of every request; times in seconds, sizes in bytes.

    Raises BadInput where a value cannot work.
    """

    user_agent: str = field(default_factory=user_agent)  # printable ASCII that begins with a product token
    allow_private: bool = False  # whether private and loopback addresses may be asked; for tests and the demo
    connect_seconds: float = 10.0  # to resolve a name, to connect and to agree on TLS, each
    read_seconds: float = 15.0  # without a byte from the server
    total_seconds: float = 40.0  # for one request and its whole answer, however slowly it drips
    max_bytes: int = 8 * 1024 * 1024  # of a body on the wire
    max_decoded_bytes: int = 32 * 1024 * 1024  # of a body once its content encoding is taken off
    max_redirects: int = 5  # followed one after another
    per_host: int = 2  # requests to one host at a time
    gap_seconds: float = 0.5  # between the starts of two requests to one host; a Crawl-delay lengthens it
    concurrency: int = 20  # requests at a time, all hosts together

    def __post_init__(self) -> None:
        if not _HEADER_TEXT.fullmatch(self.user_agent) or not _PRODUCT_TOKEN.match(self.user_agent):
            raise BadInput("user_agent: must be plain ASCII on one line and begin with a name, such as Landbridge/1.0")
        for name in ("connect_seconds", "read_seconds", "total_seconds", "max_bytes", "max_decoded_bytes"):
            if not getattr(self, name) > 0:
                raise BadInput(f"{name}: must be more than 0")
        for name in ("per_host", "concurrency"):
            if not getattr(self, name) >= 1:
                raise BadInput(f"{name}: must be at least 1")
        for name in ("gap_seconds", "max_redirects"):
            if not getattr(self, name) >= 0:
                raise BadInput(f"{name}: must not be negative")

    @property
    def product(self) -> str:
        """The name by which robots.txt may address us, in lower case."""
        return re.split(r"[^A-Za-z_-]", self.user_agent, maxsplit=1)[0].lower()
