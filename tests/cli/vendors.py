"""A vendor's host on loopback for the doctor: a clock of its own, and the same answer to every POST."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Host:
    """Where it is, what it answers to POSTs, how wrong its clock is (seconds; None: it names no date), what came."""

    url: str = ""
    body: bytes = b'{"code":414,"desc":"check from"}'
    status: int = 200
    skew: float | None = 0.0
    posts: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    gets: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def listening(answering: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server on loopback for the length of the block; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def hosting(now: float, **said: object) -> Iterator[Host]:
    """A host whose clock stands at `now` plus its skew."""
    host = Host(**said)  # type: ignore[arg-type]

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.gets.append((self.path, dict(self.headers)))
            self._answer(404, b"{}")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            host.posts.append((self.path, dict(self.headers), body))
            self._answer(host.status, host.body)

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response_only(status)
            if host.skew is not None:
                self.send_header("Date", formatdate(now + host.skew, usegmt=True))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with listening(Answering) as host.url:
        yield host
