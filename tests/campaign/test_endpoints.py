import pytest

from runner.campaign.endpoints import endpoint
from runner.campaign.values import Wrong
from runner.provider import Limit, Route

ROUTES = (Route("single", "/nimserver/msg/send.action", 1, Limit(1, 1.0, "calls", 1.0), "single"),)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://api.yunxinapi.com", "https://api.yunxinapi.com"),
        ("https://api.yunxinapi.com/", "https://api.yunxinapi.com"),
        ("https://api.yunxinapi.com/nimserver", "https://api.yunxinapi.com"),
        ("https://api.yunxinapi.com/nimserver/", "https://api.yunxinapi.com"),
        ("HTTPS://API.example.com:8443/prefix/nimserver", "https://api.example.com:8443/prefix"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.9.9.9", "http://127.9.9.9"),
        ("http://localhost:80/", "http://localhost:80"),
        ("http://[::1]:8080/nimserver", "http://[::1]:8080"),
    ],
)
def test_addresses_come_to_one_form(text: str, address: str) -> None:
    assert endpoint(text, ROUTES, "typed") == address


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "isn't an address"),
        ("api.yunxinapi.com", "isn't an address"),
        ("//api.yunxinapi.com", "isn't an address"),
        ("https://", "isn't an address"),
        ("https:///path", "isn't an address"),
        ("ftp://a.example", "isn't an address"),
        ("https://a.example:99999", "isn't an address"),
        ("https://a.example:0", "isn't an address"),
        ("https://a.example:x", "isn't an address"),
        ("https://[::1", "isn't an address"),
        ("https://a b.example", "isn't an address"),
        ("https://a.example/\r\nHost:b", "isn't an address"),
        ("https://例.example", "isn't an address"),
        ("https://user:s3cr3t@a.example", "a user or a password"),
        ("ftp://user:s3cr3t@a.example", "this isn't an address"),
        ("https://user:s3cr3t@a.example:99999", "this isn't an address"),
        ("https://@a.example", "a user or a password"),
        ("https://a.example?x=1", "a query or a fragment"),
        ("https://a.example/#", "a query or a fragment"),
        ("http://api.yunxinapi.com", "isn't encrypted"),
        ("http://10.0.0.1", "isn't encrypted"),
        ("http://localhost.example", "isn't encrypted"),
        ("https://a.example/nimserver/msg/send.action", "goes on into the vendor's API"),
    ],
)
def test_no_addresses(text: str, said: str) -> None:
    wrong = endpoint(text, ROUTES, text)
    assert isinstance(wrong, Wrong)
    assert said in wrong.what
    assert wrong.todo
    assert "s3cr3t" not in wrong.what + wrong.todo
