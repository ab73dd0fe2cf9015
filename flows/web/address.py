"""Which addresses may be asked: what a URL must look like, and which IP addresses are the public internet's."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

from flows.web.failure import failed
from watchlist.page import Failed

_PORTS = {"http": 80, "https": 443}
_LONGEST_URL = 8192  # characters; servers commonly refuse more
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*|[0-9a-f:.]*:[0-9a-f:.]*")


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https URL taken apart, in the form in which it is asked for."""

    scheme: str  # "http" or "https"
    host: str  # ASCII name in lower case (IDNA), or an IP address without brackets
    port: int
    target: str  # path and query as sent, percent-encoded ASCII

    @property
    def name(self) -> str:
        """ "host", or "host:port" where the port is not the scheme's own; IPv6 addresses in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port, as far as it is not the scheme's own: what a robots.txt speaks for (RFC 9309, 2.3)."""
        return f"{self.scheme}://{self.name}"

    @property
    def url(self) -> str:
        """The whole address, without a fragment."""
        return f"{self.origin}{self.target}"


def read_address(url: str) -> Address | Failed:
    """Take a URL from outside apart; Failed "bad-address" where we will not ask for such a thing.

    No scheme but http and https, and no user name or password: those are how one host is made to look like another.
    """
    try:
        parts = httpx.URL(url.strip()) if len(url) <= _LONGEST_URL else None
    except httpx.InvalidURL as error:
        return _bad(url, str(error))
    if parts is None:
        return _bad(url, f"longer than {_LONGEST_URL} characters")
    if parts.scheme not in _PORTS:
        return _bad(url, "neither http nor https")
    if parts.userinfo:
        return _bad(url, "carries a user name or password")
    host = parts.raw_host.decode("ascii").lower().removesuffix(".")
    if len(host) > 253 or not _HOST.fullmatch(host):
        return _bad(url, "has no proper host name")
    port = _PORTS[parts.scheme] if parts.port is None else parts.port
    if not 0 < port < 65536:
        return _bad(url, "has an impossible port")
    return Address(parts.scheme, host, port, parts.raw_path.decode("ascii"))


def _bad(url: str, why: str) -> Failed:
    return failed(url, "bad-address", f"the address {why}" if why[:1].islower() else why, retry=False)


# Of IPv4, everything that the IANA special-purpose registry does not call globally reachable, multicast, class E, and
# Azure's host channel, which stands in public space (learn.microsoft.com, "What is IP address 168.63.129.16?").
_CLOSED_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
# Of IPv6, only global unicast (RFC 4291) is open, less what IANA reserves inside it.
_OPEN_6 = IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "3fff::/20")  # protocols and Teredo, documentation twice
)
_MAPPED = IPv6Network("::ffff:0:0/96")  # RFC 4291: an IPv4 address, written as IPv6
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: a gateway to IPv4, address in the last 32 bits
_6TO4 = IPv6Network("2002::/16")  # RFC 3056: a tunnel to IPv4, address in bits 16 to 48


def is_ip(host: str) -> bool:
    """Whether a host is an IP address rather than a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether an IP address (as text) belongs to the public internet, and to no machine or network of our own.

    Forms of IPv6 that lead to an IPv4 address are judged by that address. Raises ValueError where it is no IP address.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return _is_public_4(ip)
    if ip in _MAPPED or ip in _NAT64:
        return _is_public_4(IPv4Address(int(ip) & 0xFFFFFFFF))
    if ip in _6TO4:
        return _is_public_4(IPv4Address(int(ip) >> 80 & 0xFFFFFFFF))
    return _is_public_6(ip)


def _is_public_4(ip: IPv4Address) -> bool:
    return not any(ip in network for network in _CLOSED_4)


def _is_public_6(ip: IPv6Address) -> bool:
    return ip in _OPEN_6 and not any(ip in network for network in _CLOSED_6)
