"""Which URLs we ask for at all, and which IP addresses are nobody's business of ours."""

import pytest

from flows.web.address import Address, is_public, read_address
from tests.flows.web.fetching import reason


def test_an_address_is_taken_apart_into_what_is_asked_for() -> None:
    assert read_address(" HTTPS://News.Example.com:443/a/../b c?q=1#part ") == Address(
        "https", "news.example.com", 443, "/b%20c?q=1"
    )


def test_a_name_in_any_script_is_asked_for_in_ascii() -> None:
    found = read_address("http://مثال.إختبار/خبر?س=١")
    assert isinstance(found, Address)
    assert found.host == "xn--mgbh0fb.xn--kgbechtv"
    assert found.target == "/%D8%AE%D8%A8%D8%B1?%D8%B3=%D9%A1"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://a.example:80/", "a.example"),
        ("https://a.example:80/", "a.example:80"),
        ("http://A.example.:8080/", "a.example:8080"),
        ("http://[2001:DB8::1]:81/", "[2001:db8::1]:81"),
    ],
)
def test_a_host_is_named_by_its_name_and_a_port_of_its_own(url: str, name: str) -> None:
    found = read_address(url)
    assert isinstance(found, Address)
    assert found.name == name


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "gopher://a.example/",
        "javascript:alert(1)",
        "//a.example/",
        "news.html",
        "",
        "http://",
        "http:///path",
        "http://user@a.example/",
        "http://user:password@a.example/",
        "http://a.example\\@b.example/",
        "http://a.example\\.b.example/",
        "http://%31%32%37.0.0.1/",
        "http://[fe80::1%25eth0]/",
        "http://[::1/",
        "http://a.example:0/",
        "http://a.example:65536/",
        "http://a.example:x/",
        "http://a..example/",
        "http://a b.example/",
        "http://a.exa\nmple/",
        "http://a.example/\r\nHost: b.example",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 130 + "example/",
        "http://0177.0.0.1/",
        "http://①②⑦.0.0.1/",
        "http://xn--\u0600.example/",
        "http://a.example/" + "x" * 8192,
    ],
)
def test_what_is_no_proper_address_is_refused(url: str) -> None:
    assert reason(read_address(url)) == "bad-address"


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::6810:84e5", "2002:5db8:d70e::1"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.31.0.1",
        "192.0.0.192",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "::ffff:0:7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_addresses_of_our_own_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_a_gateway_to_a_public_address_is_public() -> None:
    assert is_public("::ffff:8.8.8.8")
    assert is_public("64:ff9b::808:808")
