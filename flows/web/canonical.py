"""One form for all the ways in which the same address is written: the key by which an article is known."""

import re
from urllib.parse import quote

# Parameters that tell who sent the reader, never what is read. courlan's list takes `ref`, `id` and the like too, by
# which many of the watched outlets number their articles; this one holds only names that mean nothing else.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|hsa|_hs|itm|vero|oly|mc|at|fb_action|fb|guce|gaa|wt|ns|xt)_\w*"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|li_fat_id|igshid?|yclid|ysclid|srsltid|mkt_tok"
    r"|_ga|_gl|_openstat|s_cid|s_kwcid|ef_id|cmpid|cmp|ocid|xtor|xtref|maca|ref_src|ref_url|__twitter_impression"
    r"|twitter_impression|guccounter|traffic_source|feed_id|sr_share|smid|cvid|rss",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(https?):[\\/]{1,3}([^/?#\\]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE | re.DOTALL)
_SOUND = re.compile(r"[A-Za-z0-9/._~!$&'()*+,;=:@-]*")  # what may stand in a path as it is (RFC 3986, 3.3)
_SOUND_QUERY = re.compile(r"[A-Za-z0-9/._~!$&'()*+,;=:@?-]*")
_HOST = re.compile(r"([\w-]+(?:\.[\w-]+)*|\[[0-9A-Fa-f:.]+\])\.?(?::([0-9]*))?")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DEFAULT_PORT = {"http": "80", "https": "443"}


def canonical(url: str) -> str:
    """The normal form of an http(s) address; what is none, or has no sensible host, comes back stripped.

    Scheme and host in small letters, the host in its ASCII form, no default port, no fragment, no tracking parameters;
    percent-encoding as RFC 3986 (6.2.2) wants it, so that an Arabic path gives one key, encoded or not. The order of
    the query, the slash at the end and the scheme stay: they may make a difference. `canonical(canonical(x)) ==
    canonical(x)`.
    """
    url = url.strip()
    found = _PARTS.fullmatch(url)
    if not found:
        return url
    scheme, path, query = found[1].lower(), found[3], found[4]
    authority = _authority(found[2], scheme)
    if not authority:
        return url
    if not _SOUND.fullmatch(path):
        path = _encoded(path.replace("\\", "/"), "/!$&'()*+,;=:@%")
    if "/." in path:
        path = _without_dots(path)
    address = f"{scheme}://{authority}{path or '/'}"
    if query and (kept := _without_tracking(query)):
        address += "?" + kept
    return address


def _authority(authority: str, scheme: str) -> str:
    """Host and port in their normal form, or "" where they are none."""
    found = _HOST.fullmatch(authority.strip())
    if not found:
        return ""
    host, port = found[1].lower(), found[2]
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return ""
        if not _HOST.fullmatch(host):
            return ""
    return host if port in (None, "", _DEFAULT_PORT[scheme]) else f"{host}:{port}"


def _without_tracking(query: str) -> str:
    kept = [part for part in query.split("&") if part and not _TRACKING.fullmatch(part.partition("=")[0])]
    joined = "&".join(kept)
    return joined if _SOUND_QUERY.fullmatch(joined) else _encoded(joined, "/!$&'()*+,;=:@?%")


def _encoded(text: str, safe: str) -> str:
    """Percent-encoding in its one normal form: letters that need none have none, hexadecimal digits are capitals."""
    return quote(_PERCENT.sub(_normal, text), safe=safe, errors="replace")


def _normal(found: re.Match[str]) -> str:
    if found[1] is None:  # a bare per cent sign stands for itself
        return "%25"
    letter = chr(int(found[1], 16))
    return letter if letter in _UNRESERVED else "%" + found[1].upper()


def _without_dots(path: str) -> str:
    """The path with its "." and ".." carried out (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == "..":
            kept = kept[:-1]
        elif part != ".":
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)
