"""Requests in odd shapes, byte by byte over a socket."""

import socket
from urllib.parse import urlencode, urlsplit

from runner.emulator.ready import MOST_BODY
from tests.emulator.callers import BATCH, FORM, NOTICE, SINGLE, Emulated, netease_headers

BODY = urlencode(NOTICE).encode()


def request(body: bytes = BODY, version: str = "1.1", path: str = SINGLE, **more: str) -> bytes:
    """The bytes of a signed call."""
    headers = {"Host": "emulator", "Content-Type": FORM, "Content-Length": str(len(body))} | netease_headers() | more
    lines = [f"POST {path} HTTP/{version}", *(f"{name}: {text}" for name, text in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def exchange(emulator: Emulated, *parts: bytes) -> bytes:
    """Sends parts one after the other, each once the one before is on its way; all that comes back until the end."""
    address = urlsplit(emulator.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            connection.sendall(part)
        received = bytearray()
        while piece := connection.recv(65536):
            received += piece
    return bytes(received)


def test_an_answer_byte_by_byte(emulator: Emulated) -> None:
    answer = exchange(emulator, request(Connection="close"))
    assert answer == (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
        b'Content-Length: 12\r\nConnection: close\r\n\r\n{"code":200}'
    )


def test_many_requests_on_one_connection(emulator: Emulated) -> None:
    answer = exchange(emulator, request(), request(), request(Connection="close"))
    assert answer.count(b'{"code":200}') == 3
    assert answer.count(b"Connection: close") == 1


def test_http_1_0_closes(emulator: Emulated) -> None:
    assert b"Connection: close" in exchange(emulator, request(version="1.0", Connection="keep-alive"))


def test_who_asks_first_is_told_to_go_on(emulator: Emulated) -> None:
    answer = exchange(emulator, request(Connection="close", Expect="100-continue"))
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")


def test_a_body_in_pieces(emulator: Emulated) -> None:
    accids = str([f"user{number}" for number in range(5000)]).replace("'", '"')
    body = urlencode({"fromAccid": "system", "toAccids": accids, "attach": "x"}).encode()
    whole = request(body, path=BATCH, Connection="close")
    assert exchange(emulator, whole[:400], whole[400:70_000], whole[70_000:]).endswith(b'{"code":200}')
    assert len(emulator.recipients()) == 5000


def test_a_body_that_no_legal_call_has(emulator: Emulated) -> None:
    body = bytes(MOST_BODY + 1)
    try:
        answer = exchange(emulator, request(body, Connection="close"))
    except ConnectionError:
        answer = b"closed while the rest was still being sent"
    assert answer.startswith((b"HTTP/1.1 413", b"closed"))
    assert emulator.calls() == []


def test_who_leaves_before_the_answer_does_no_harm(emulator: Emulated) -> None:
    address = urlsplit(emulator.url)
    for _ in range(20):
        with socket.create_connection((address.hostname, address.port)) as connection:
            connection.sendall(request())
    assert emulator.single().code == 200
