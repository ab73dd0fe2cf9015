"""One form for all the ways in which the same address is written, and one key for all addresses of the same article."""

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
_AMP_CACHES = (  # how Google and Bing show the AMP page of another site under an address of their own
    re.compile(r"https?://[\w-]+\.cdn\.ampproject\.org/[acviwr]/(s/)?([\w.-]+\.\w+/.*)", re.DOTALL),
    re.compile(r"https?://(?:www\.)?(?:google\.[a-z.]{2,6}|bing\.com)/amp/(s/)?([\w.-]+\.\w+/.*)", re.DOTALL),
)
_OTHER_FORMS = frozenset({"www", "m", "mobile", "amp"})  # first labels of hosts that show the same articles
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp(?:\.html)?/?$|[./]amp(?=\.html?$)|\.amp$", re.IGNORECASE)
_AMP_QUERY = re.compile(r"(?:_?amp(?:=(?:1|true)?)?|outputtype=amp(?:-type)?|m=1|view=mobile)", re.IGNORECASE)
_INDEX = re.compile(r"/index\.html?$", re.IGNORECASE)
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


_LAYERS = 10  # more than any address has


def identity(url: str) -> str:
    """The key by which an article is known, whichever of its addresses a source gives. Never fetched, never shown.

    Beyond `canonical`: the scheme, `www.`, mobile and AMP hosts, paths and parameters, AMP caches, the slash at the
    end, `index.html` and the order of the query make no difference. `identity(identity(x)) == identity(x)`.
    """
    key = _key(url)
    for _ in range(_LAYERS):
        if (again := _key(key)) == key:
            break
        key = again
    return key


def _key(url: str) -> str:
    """One layer of forms taken off: a port or a space may come to the end by what is taken off."""
    address = canonical(url)
    while (inner := _inside_cache(address)) != address:
        address = inner
    found = _PARTS.fullmatch(address)
    if not found or "://" not in address or not found[2].strip("."):
        return address  # it is of no host
    authority, path, query = found[2], found[3], found[4] or ""
    parts = sorted(part for part in query.split("&") if part and not _AMP_QUERY.fullmatch(part))
    return f"https://{_plain_host(authority)}{_plain_path(path)}{'?' if parts else ''}{'&'.join(parts)}"


def _inside_cache(address: str) -> str:
    for cache in _AMP_CACHES:
        if found := cache.fullmatch(address):
            return canonical(f"http{'s' if found[1] else ''}://{found[2]}")
    return address


def _plain_host(authority: str) -> str:
    labels = authority.split(".")
    while len(labels) > 2 and labels[0] in _OTHER_FORMS:
        labels = labels[1:]
    if len(labels) > 3 and labels[1] == "m":  # a mobile edition of one language: en.m.site.example
        labels = [labels[0], *labels[2:]]
    return ".".join(labels)


def _plain_path(path: str) -> str:
    while True:
        plain = _INDEX.sub("", _AMP_PATH.sub("", path)).rstrip("/") or "/"
        if plain == path:
            return plain
        path = plain


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
