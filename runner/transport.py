"""The network: one POST, one answer, and whether anything left when none came. Alone in importing aiohttp's client."""

from asyncio import CancelledError, current_task
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import NamedTuple, cast

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    Payload,
    TCPConnector,
)
from aiohttp.abc import AbstractStreamWriter
from aiohttp.client_proto import ResponseHandler
from yarl import URL

from runner.deadlines import Deadlines
from runner.endpoints import Endpoints, Lookout, Waits, base_url, unheard
from runner.provider import Connections, NoAnswer, Request, Response

PACKED = "Content-Encoding"  # such a body may unpack to any length
LONGEST = 4 * 2**20  # bytes of an answer that are read; a batch of 5,000 unknown accounts is about 200 KB
CONNECT = 5.0  # seconds for a connection: name, socket, proxy and TLS; half the patience where that is less
UNREACHED = (
    ClientConnectorError,  # no such name, refused, no TLS
    ConnectionTimeoutError,  # no connection in time
    ClientHttpProxyError,  # the proxy opened no tunnel
)
BAD_GATEWAY = 502
DOWN = frozenset({BAD_GATEWAY, 503, 504})
UNNAMED = ("User-Agent", "Accept", "Accept-Encoding")  # headers that aiohttp would add
VENDORS = Connections()
USUAL = Waits()


class Greeting(NamedTuple):
    """What a host says to anybody: its HTTP status, and its `Date` header as it stands; empty where there is none."""

    status: int
    date: str


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its name alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Uses:
    """How many requests each open connection carried, so that none carries more than `most`."""

    def __init__(self, most: int) -> None:
        """`most`: at least 1."""
        self.most = most
        self.carried: dict[ResponseHandler, int] = {}

    def another(self, connection: ResponseHandler) -> None:
        """One more is written now; a connection that has carried them all is closed after the answer."""
        carried = self.carried.get(connection, 0) + 1
        if carried == 1:  # now and then: those that are gone are forgotten
            self.carried = {one: n for one, n in self.carried.items() if one.is_connected()}
        self.carried[connection] = carried
        if carried >= self.most:
            connection.force_close()


class Body(Payload):
    """A request's body that knows whether it was handed to a socket; aiohttp holds the head back until then.

    Even where the head went ahead, nobody could take a request whose body never followed.
    """

    def __init__(self, content: bytes, uses: Uses | None) -> None:
        """Not handed to any socket yet."""
        super().__init__(content)
        self.content, self.uses = content, uses
        self.handed = False

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """As text."""
        return self.content.decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Head and body, in one piece; a connection that was closed since it was chosen gets nothing."""
        connection = writer.transport
        if connection and not connection.is_closing():
            self.handed = True
            if self.uses:
                self.uses.another(cast("ResponseHandler", connection.get_protocol()))
        await writer.write(self.content)  # raises where it is closed


@asynccontextmanager
async def connect(
    endpoints: Sequence[str],
    concurrency: int,
    patience: float,
    connections: Connections = VENDORS,
    say: Callable[[str], None] = unheard,
    waits: Waits = USUAL,
) -> AsyncIterator[Callable[[Request], Awaitable[Response | NoAnswer]]]:
    """A `post` over kept connections: at most `concurrency`, `patience` seconds for a whole answer.

    A POST is never repeated here. Where nothing can be written, or a gateway answers 502, requests go to the next
    endpoint from then on; the primary is asked from time to time whether it is back (`waits`). `say` gets a sentence at
    every switch. Environment proxies are used unless the endpoints are this machine.
    """
    places = Endpoints(endpoints, say)
    proxied = not all(is_loopback(url.host or "") for url in places.urls)
    lookout = Lookout(places, lambda url: _works(url, patience, proxied), waits)
    async with ClientSession(
        connector=TCPConnector(limit=concurrency, ttl_dns_cache=300, keepalive_timeout=connections.idle),
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=None, connect=min(CONNECT, patience / 2)),
        trust_env=proxied,
        skip_auto_headers=UNNAMED,
    ) as session:
        uses = Uses(connections.most_requests) if connections.most_requests else None
        try:
            yield Posting(session, places, lookout, Deadlines(patience), uses).post
        finally:
            await lookout.end()


class Posting:
    """Sends requests over one session, to the endpoint in use."""

    def __init__(
        self, session: ClientSession, places: Endpoints, lookout: Lookout, deadlines: Deadlines, uses: Uses | None
    ) -> None:
        """`uses`: where connections carry so many requests only."""
        self.session, self.places, self.lookout = session, places, lookout
        self.deadlines, self.uses = deadlines, uses

    async def post(self, request: Request) -> Response | NoAnswer:
        """One request; it never raises for the network."""
        task = current_task()
        turn, url = self.places.url(request.path)
        body = Body(request.body, self.uses)
        self.deadlines.begin(task)
        try:
            answer = await self.session.post(url, data=body, headers=request.headers, allow_redirects=False)
            if answer.status == BAD_GATEWAY:
                self._leave(turn, f"{url.host} answers 502 {answer.reason or ''}".rstrip())
            elif self.places.failed:
                self.places.answers(turn)
            return Response(answer.status, await _body(answer))
        except UNREACHED as error:
            why = f"no connection to {url.host}: {_reason(error)}"
            self._leave(turn, why)
            return NoAnswer(body.handed, why)
        except CancelledError:
            if not self.deadlines.excuse(task):
                raise
            return NoAnswer(body.handed, f"no answer within {self.deadlines.seconds:g} s")
        except (ClientError, OSError, ValueError) as error:
            when = "the answer was whole" if body.handed else "anything was written"
            return NoAnswer(body.handed, f"the connection broke before {when}: {_reason(error)}")
        finally:
            self.deadlines.end(task)

    def _leave(self, turn: int, why: str) -> None:
        if self.places.fails(turn, why):
            self.lookout.begin()


async def _works(url: URL, patience: float, proxied: bool) -> bool:
    """Whether an endpoint answers, and not as a gateway does whose server is away. Asks for `/` of its host only."""
    try:
        async with _asked(url, patience, proxied) as answer:
            return answer.status not in DOWN
    except (ClientError, OSError, ValueError):
        return False


async def greet(endpoint: str, patience: float) -> Greeting | NoAnswer:
    """One unsigned request for `/` of an endpoint's host, which may be asked by anybody and sends nothing."""
    url = base_url(endpoint).origin()
    try:
        async with _asked(url, patience, not is_loopback(url.host or "")) as answer:
            return Greeting(answer.status, answer.headers.get("Date", ""))
    except (ClientError, OSError, ValueError) as error:
        return NoAnswer(False, f"no answer from {url.host}: {_reason(error)}")


@asynccontextmanager
async def _asked(url: URL, patience: float, proxied: bool) -> AsyncIterator[ClientResponse]:
    """The answer to a GET on a connection of its own."""
    async with (
        ClientSession(
            connector=TCPConnector(force_close=True),
            cookie_jar=DummyCookieJar(),
            timeout=ClientTimeout(total=patience),
            trust_env=proxied,
            skip_auto_headers=UNNAMED,
        ) as session,
        session.get(url, allow_redirects=False) as answer,
    ):
        yield answer


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
    """What the system or the peer said, on one line; rather the cause's words than aiohttp's about it."""
    said = str(error.__cause__ or "") or str(error)
    return " ".join(said.split())[:200] or type(error).__name__
