"""The server that tests talk to answers as scripted."""

from http.client import HTTPConnection, IncompleteRead

import pytest

from tests.flows.loopback import Loopback, Reply, gzipped, redirect, tagged


def get(server: Loopback, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def test_a_scripted_path_answers_and_is_recorded() -> None:
    with Loopback({"/a": Reply(body=b"here", headers={"X-Mark": "1"})}) as server:
        status, headers, body = get(server, "/a?b=c")
    assert (status, headers["X-Mark"], body) == (200, "1", b"here")
    assert server.targets() == ["/a?b=c"]


def test_what_is_not_scripted_is_not_found() -> None:
    with Loopback() as server:
        assert get(server, "/robots.txt")[0] == 404


def test_a_sequence_goes_on_with_its_last_reply() -> None:
    with Loopback({"/a": [Reply(status=503), Reply(body=b"up")]}) as server:
        assert [get(server, "/a")[0] for _ in range(3)] == [503, 200, 200]


def test_the_host_chooses_before_the_path() -> None:
    with Loopback({"a.example/x": Reply(body=b"a"), "/x": Reply(body=b"any")}) as server:
        assert get(server, "/x", Host="a.example:80")[2] == b"a"
        assert get(server, "/x", Host="b.example")[2] == b"any"


def test_a_tagged_reply_is_not_sent_twice() -> None:
    with Loopback({"/a": tagged(gzipped(b"news"), '"1"')}) as server:
        status, headers, _ = get(server, "/a")
        assert (status, headers["ETag"], headers["Content-Encoding"]) == (200, '"1"', "gzip")
        assert get(server, "/a", If_None_Match='"1"')[0] == 304


def test_a_claimed_length_is_not_kept() -> None:
    with Loopback({"/a": Reply(body=b"short", length=100)}) as server, pytest.raises(IncompleteRead):
        get(server, "/a")


def test_a_chunked_body_arrives_whole() -> None:
    with Loopback({"/a": Reply(body=b"x" * 10, chunk=3, chunked=True)}) as server:
        assert get(server, "/a")[2] == b"x" * 10


def test_a_redirect_names_its_goal() -> None:
    with Loopback({"/a": redirect("/b", 301)}) as server:
        status, headers, _ = get(server, "/a")
    assert (status, headers["Location"]) == (301, "/b")


def test_leaving_an_endless_reply_does_not_stop_the_server() -> None:
    with Loopback({"/a": Reply(body=b"x" * 1000, endless=True), "/b": Reply(body=b"fine")}) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.request("GET", "/a")
        assert connection.getresponse().read(5000) == b"x" * 5000
        connection.close()
        assert get(server, "/b")[2] == b"fine"
