"""Secrets that lie in Secret blocks of Prefect."""

from collections.abc import Mapping

import httpx
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from watchlist.errors import BadInput, Trouble


class Unreachable(Trouble):
    """The server that holds a block does not answer as it should: it may later."""


def read_secret(name: str, environ: Mapping[str, str]) -> str:
    """The text that a Secret block holds, asked of the server that $PREFECT_API_URL names.

    `landbridge serve` sets that for its runs to its own server. Raises BadInput where the block is missing or holds no
    text, and Unreachable where no server is named or it does not answer. No message holds the secret.
    """
    url = environ.get("PREFECT_API_URL", "")
    if not url:
        raise Unreachable(
            f"the Prefect block {name} cannot be read: no server is named; set PREFECT_API_URL, or let"
            " `landbridge serve` send, whose own server holds it"
        )
    try:
        asked = temporary_settings({PREFECT_API_URL: url, PREFECT_CLIENT_MAX_RETRIES: 0})
        with asked, get_client(sync_client=True) as client:
            held = client.read_block_document_by_name(name, "secret").data.get("value")
    except httpx.HTTPStatusError as error:
        raise Unreachable(_unread(name, f"answers {error.response.status_code}")) from None
    except (httpx.HTTPError, RuntimeError):  # the latter is Prefect's for a server that is not there
        raise Unreachable(_unread(name, "gives no answer")) from None
    except ObjectNotFound:
        raise BadInput(
            f'there is no Prefect block {name} of the type Secret; make it: Secret(value="…").save("{name}"), with'
            " Secret from prefect.blocks.system"
        ) from None
    except ValueError:
        raise BadInput(f"the Prefect block {name} cannot be understood; make it anew") from None
    if not isinstance(held, str) or not held.strip():
        raise BadInput(f"the Prefect block {name} holds no text; write an Apprise URL into it")
    return held.strip()


def _unread(name: str, why: str) -> str:
    return f"the Prefect block {name} cannot be read: the server that PREFECT_API_URL names {why}"
