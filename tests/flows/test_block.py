"""Secrets in Prefect blocks: the real client, and a far side that answers as Prefect's server does."""

import json
from uuid import UUID

import pytest

from flows.block import Unreachable, read_secret
from flows.delivery import try_channels
from flows.message import Manner
from flows.routes import Channel, Route, unreachable
from storage.deliveries import Outcome
from tests.flows.loopback import Loopback, Reply, Script
from tests.flows.receivers import free_port
from tests.storage.conftest import NOW
from watchlist.errors import BadInput

SECRET = "json://127.0.0.1:9/s3cr3t-t0ken"
PATH = "/api/block_types/slug/secret/block_documents/name/landbridge-editors"
ROUTE = Route("editors", (Channel("editors/phone", url_block="landbridge-editors"),))


def block(value: object) -> Reply:
    """A Secret block as the server of Prefect 3 answers with it."""
    one, schema, kind = (str(UUID(int=number)) for number in range(3))
    document = {
        "id": one, "name": "landbridge-editors", "data": {"value": value}, "block_schema_id": schema,
        "block_schema": {"fields": {"block_type_slug": "secret", "title": "Secret", "type": "object",
                                    "properties": {"value": {}}, "required": ["value"], "secret_fields": ["value"]},
                         "checksum": "sha256:0", "block_type_id": kind, "capabilities": [], "version": "3.8.8"},
        "block_type_id": kind, "block_type_name": "Secret",
        "block_type": {"id": kind, "name": "Secret", "slug": "secret"}, "is_anonymous": False,
    }  # fmt: skip
    return Reply(body=json.dumps(document).encode(), headers={"Content-Type": "application/json"})


def serving(reply: Script) -> Loopback:
    return Loopback({PATH: reply, "/api/admin/version": Reply(body=b'"3.8.8"')})


def test_the_text_of_a_block_is_read() -> None:
    with serving(block(f" {SECRET}\n")) as server:
        assert read_secret("landbridge-editors", {"PREFECT_API_URL": server.url("/api")}) == SECRET
    assert [asked.target for asked in server.asked if asked.path == PATH] == [f"{PATH}?include_secrets=true"]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(404, b'{"detail": "Block document not found"}'), "there is no Prefect block landbridge-editors"),
        (block(""), "holds no text"),
        (block({"url": SECRET}), "holds no text"),
        (Reply(body=b'{"id": 1}'), "cannot be understood"),
    ],
)
def test_a_block_that_holds_no_address_is_told_without_what_it_holds(reply: Reply, said: str) -> None:
    with serving(reply) as server, pytest.raises(BadInput, match=said) as raised:
        read_secret("landbridge-editors", {"PREFECT_API_URL": server.url("/api")})
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("status", [401, 500, 503])
def test_a_server_that_refuses_may_answer_later(status: int) -> None:
    with serving(Reply(status)) as server, pytest.raises(Unreachable, match=f"answers {status}"):
        read_secret("landbridge-editors", {"PREFECT_API_URL": server.url("/api")})


def test_a_server_that_is_not_there_may_be_later() -> None:
    with pytest.raises(Unreachable, match="gives no answer"):
        read_secret("landbridge-editors", {"PREFECT_API_URL": f"http://127.0.0.1:{free_port()}/api"})
    with pytest.raises(Unreachable, match="no server is named; set PREFECT_API_URL"):
        read_secret("landbridge-editors", {})


def test_a_channel_sends_to_what_its_block_holds() -> None:
    sent: list[str] = []

    def send(url: str, facts: object, manner: Manner) -> Outcome:
        sent.append(url)
        return Outcome("sent")

    with serving(block(SECRET)) as server:
        try_channels([ROUTE], {"PREFECT_API_URL": server.url("/api")}, NOW, send)
    assert sent == [SECRET]


def test_a_channel_whose_server_is_down_is_tried_again_and_not_parked() -> None:
    ((_, outcome),) = try_channels([ROUTE], {}, NOW)
    assert (outcome.kind, outcome.park) == ("retry", False)


def test_a_block_is_looked_at_before_the_start_where_its_server_is_named() -> None:
    with serving(block("nonsense://x")) as server:
        (problem,) = unreachable([ROUTE], {"PREFECT_API_URL": server.url("/api")})
    assert problem.startswith("[routes.editors] channels[0]: phone: what the Prefect block landbridge-editors holds is")
    assert unreachable([ROUTE], {}) == ()
