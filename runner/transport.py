"""The network: one POST, one answer, and whether anything left when none came. Alone in importing aiohttp's client."""

from asyncio import CancelledError, current_task
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from yarl import URL

from runner.deadlines import Deadlines
from runner.provider import NoAnswer, Request, Response

PACKED = "Content-Encoding"  # such a body may unpack to any length
LONGEST = 4 * 2**20  # bytes of an answer that are read; a batch of 5,000 unknown accounts is about 200 KB
CONNECT = 5.0  # seconds for a connection: name, socket, proxy and TLS; half the patience where that is less
KEEP_ALIVE = 3.0  # seconds an idle connection is kept: what NetEase's own SDKs use; RongCloud closes after 55
BEFORE_WRITING = (
    ClientConnectorError,  # no such name, refused, no TLS
    ConnectionTimeoutError,  # no connection in time
    ClientHttpProxyError,  # the proxy opened no tunnel
)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its name alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def base_url(endpoint: str) -> URL:
    """An endpoint as requests go to it; a trailing `/nimserver` is dropped, since NetEase's paths begin with it."""
    return URL(endpoint.rstrip("/").removesuffix("/nimserver"))


class Endpoints:
    """Where requests go: the primary, or the backup once the one before it could not be reached."""

    def __init__(self, endpoints: Sequence[str]) -> None:
        """Base URLs, primary first."""
        self.urls = [base_url(endpoint) for endpoint in endpoints]
        self.current = 0
        self._joined: dict[tuple[int, str], URL] = {}

    def url(self, path: str) -> tuple[int, URL]:
        """The endpoint in use and the whole URL for a path."""
        key = (self.current, path)
        if key not in self._joined:
            base = self.urls[self.current]
            self._joined[key] = base.with_path(base.path.rstrip("/") + path)
        return self.current, self._joined[key]

    def unreachable(self, which: int) -> None:
        """Nothing could be written to that endpoint: go on with the next."""
        if which == self.current:
            self.current = (self.current + 1) % len(self.urls)


@asynccontextmanager
async def connect(
    endpoints: Sequence[str], concurrency: int, patience: float
) -> AsyncIterator[Callable[[Request], Awaitable[Response | NoAnswer]]]:
    """A `post` over kept connections: at most `concurrency`, `patience` seconds for a whole answer.

    A POST is never repeated here. Environment proxies are used unless the endpoint is this machine.
    """
    places, deadlines = Endpoints(endpoints), Deadlines(patience)
    connector = TCPConnector(limit=concurrency, ttl_dns_cache=300, keepalive_timeout=KEEP_ALIVE)
    local = all(is_loopback(url.host or "") for url in places.urls)
    async with ClientSession(
        connector=connector,
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=None, connect=min(CONNECT, patience / 2)),
        trust_env=not local,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
    ) as session:

        async def post(request: Request) -> Response | NoAnswer:
            task = current_task()
            which, url = places.url(request.path)
            deadlines.begin(task)
            try:
                answer = await session.post(url, data=request.body, headers=request.headers, allow_redirects=False)
                return Response(answer.status, await _body(answer))
            except BEFORE_WRITING as error:
                places.unreachable(which)
                return NoAnswer(False, f"no connection to {url.host}: {_reason(error)}")
            except CancelledError:
                if not deadlines.excuse(task):
                    raise
                return NoAnswer(True, f"no answer within {patience:g} s")
            except (ClientError, OSError, ValueError) as error:
                return NoAnswer(True, f"the connection broke before the answer was whole: {_reason(error)}")
            finally:
                deadlines.end(task)

        yield post


async def _body(answer: ClientResponse) -> bytes:
    """The answer's body, cut where it is too long; its connection is kept only when all of it was read."""
    try:
        if answer.content_length is not None and answer.content_length <= LONGEST and not answer.headers.get(PACKED):
            return await answer.read()
        parts: list[bytes] = []
        length = 0
        while length <= LONGEST and (part := await answer.content.read(LONGEST)):
            parts.append(part)
            length += len(part)
        return b"".join(parts)
    finally:
        answer.close()


def _reason(error: BaseException) -> str:
    """What the system or the peer said, on one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
