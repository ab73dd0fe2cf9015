"""Who may write on the site: whoever has shown its token, under the name that they gave. Reading needs neither."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from datasette import Response

from storage.review.token import FILE

_LONGEST_NAME = 60  # code points
_KEPT = 365 * 86400  # seconds that a browser stays signed in


def reviewer(request: Any) -> str | None:
    """The name of who is signed in; None for somebody who only reads."""
    actor = request.actor or {}
    return str(actor["name"]) if actor.get("id") == "reviewer" else None


async def sign_in(datasette: Any, request: Any) -> Response:
    """`/sign-in`: the form, and what becomes of it."""
    if request.method != "POST":
        return await _form(datasette, request, local(request.args.get("next")))
    said = await request.post_vars()
    name, back = " ".join(said.get("name", "").split()), local(said.get("next"))
    if not name.isprintable() or not 0 < len(name) <= _LONGEST_NAME:
        return await _form(datasette, request, back, f"A name has between 1 and {_LONGEST_NAME} letters.")
    if not secrets.compare_digest(said.get("token", "").strip().encode(), datasette.token.encode()):
        return await _form(datasette, request, back, f"That is not the token. It stands in {FILE} beside the database.")
    response = Response.redirect(back, status=303)
    response.set_cookie(
        "ds_actor", datasette.sign({"a": {"id": "reviewer", "name": name}}, "actor"), max_age=_KEPT, httponly=True,
        secure=_is_encrypted(datasette, request),
    )  # fmt: skip
    return response


def local(path: str | None) -> str:
    """A path of this site to go back to; the overview for whatever else it is."""
    ours = path and path.startswith("/") and path[1:2] not in ("/", "\\") and path.isascii() and path.isprintable()
    return path if path and ours else "/"


def _is_encrypted(datasette: Any, request: Any) -> bool:
    """Whether this came by the public address, and that is one of https."""
    public = urlsplit(datasette.public_url)
    return public.scheme == "https" and bool(request.headers.get("host") == public.netloc)


async def _form(datasette: Any, request: Any, back: str, amiss: str = "") -> Response:
    context = {"back": back, "amiss": amiss, "name": reviewer(request), "file": FILE}
    page = await datasette.render_template("sign_in.html", context, request=request)
    return Response.html(page, status=403 if amiss else 200)
