"""Secrets that lie in Secret blocks of Prefect."""

import logging
from collections.abc import Mapping

import httpx
from prefect.blocks.system import Secret
from prefect.settings import PREFECT_API_URL, temporary_settings

from watchlist.errors import BadInput, Trouble


class Unreachable(Trouble):
    """The server that holds a block does not answer: it may later."""


def read_secret(name: str, environ: Mapping[str, str]) -> str:
    """The text that a Secret block holds, asked of the server that $PREFECT_API_URL names.

    `landbridge serve` sets that for its runs to its own server. Raises BadInput where the block is missing or holds no
    text, and Unreachable where no server is named or it does not answer. No message holds the secret.
    """
    url = environ.get("PREFECT_API_URL", "")
    if not url:
        raise Unreachable(
            f"the Prefect block {name} cannot be read: no server is named; set PREFECT_API_URL, or send with"
            " `landbridge serve`, whose own server holds it"
        )
    quiet = logging.getLogger("prefect")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)
    try:
        with temporary_settings({PREFECT_API_URL: url}):
            held = Secret.load(name, _sync=True).get()  # type: ignore[call-arg,union-attr]
    except ValueError as error:
        if isinstance(error.__cause__, httpx.HTTPError) or "Unable to find block document" in str(error):
            raise BadInput(
                f"there is no Prefect block {name} of the type Secret; make it:"
                f' Secret(value="…").save("{name}") from prefect.blocks.system'
            ) from None
        raise BadInput(f"the Prefect block {name} cannot be understood ({type(error).__name__})") from None
    except (httpx.HTTPError, OSError) as error:
        raise Unreachable(f"the Prefect block {name} cannot be read: {url} gives no answer") from error
    except RuntimeError as error:
        raise Unreachable(f"the Prefect block {name} cannot be read: {url} gives no answer") from error
    finally:
        quiet.setLevel(level)
    if not isinstance(held, str) or not held.strip():
        raise BadInput(f"the Prefect block {name} holds no text; write an Apprise URL into it")
    return held.strip()
