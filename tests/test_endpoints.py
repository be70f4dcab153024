"""Which endpoint is in use, what is said about it, and when the primary is looked at."""

import asyncio
from collections.abc import Iterator

import pytest
from yarl import URL

from runner.endpoints import Endpoints, Lookout, Waits, base_url
from tests.sending.leaping import leaping

A, B, C = "https://a.example", "https://b.example/nimserver", "https://c.example:8443"
WAITS = Waits(first=60.0, longest=600.0)
FROM_A = "no connection to a.example; sending to b.example from now on"
FROM_B = "no connection to b.example; sending to a.example from now on"
BACK = "a.example answers again; sending there from now on"


@pytest.fixture
def said() -> list[str]:
    return []


def fail(endpoints: Endpoints) -> bool:
    """The endpoint in use can't be reached."""
    return endpoints.fails(endpoints.turn, f"no connection to {endpoints.urls[endpoints.current].host}")


def test_each_endpoint_keeps_the_urls_of_its_paths() -> None:
    endpoints = Endpoints(["https://a.example/x/", B])

    assert endpoints.url("/one.json")[1] == URL("https://a.example/x/one.json")
    assert endpoints.url("/two.json")[1] is endpoints.url("/two.json")[1]
    fail(endpoints)
    assert str(endpoints.url("/one.json")[1]) == "https://b.example/one.json"
    fail(endpoints)
    assert str(endpoints.url("/one.json")[1]) == "https://a.example/x/one.json"


@pytest.mark.parametrize("primary", ["https://a.example:8443", "https://a.example:8443/hook/s3cr3t?key=s3cr3t"])
def test_a_look_asks_nothing_but_the_host(primary: str) -> None:
    assert str(Endpoints([primary, B]).primary) == "https://a.example:8443"


def test_the_part_that_begins_neteases_paths_is_dropped() -> None:
    assert base_url(B) == base_url("https://b.example/nimserver/") == base_url("https://b.example/")


def test_requests_go_from_one_endpoint_to_the_next_and_stay_there(said: list[str]) -> None:
    endpoints = Endpoints([A, B, C], said.append)

    assert fail(endpoints)
    assert endpoints.urls[endpoints.current] == base_url(B)
    assert fail(endpoints)
    assert endpoints.urls[endpoints.current] == base_url(C)
    assert said == [FROM_A, "no connection to b.example; sending to c.example:8443 from now on"]


def test_a_request_of_an_earlier_turn_changes_nothing_even_where_its_endpoint_is_in_use_again(said: list[str]) -> None:
    endpoints = Endpoints([A, B], said.append)
    early, _ = endpoints.url("/one.json")
    fail(endpoints)

    assert not endpoints.fails(early, "no connection to a.example")
    endpoints.answers(early)  # late, and from the endpoint that was left
    assert (endpoints.current, said) == (1, [FROM_A])
    endpoints.come_back()
    assert not endpoints.fails(early, "no connection to a.example")
    assert (endpoints.current, said) == (0, [FROM_A, BACK])


def test_a_single_endpoint_is_kept_and_nothing_is_said(said: list[str]) -> None:
    endpoints = Endpoints([A], said.append)

    assert not fail(endpoints)
    endpoints.come_back()
    assert (endpoints.current, endpoints.failed, said) == (0, set(), [])


def test_while_all_fail_each_is_told_of_once_until_one_answers(said: list[str]) -> None:
    endpoints = Endpoints([A, B], said.append)
    for _ in range(5):
        fail(endpoints)
    assert said == [FROM_A, FROM_B]
    assert endpoints.current == 1

    endpoints.answers(endpoints.turn)
    endpoints.answers(endpoints.turn)
    assert said == [FROM_A, FROM_B, "b.example answers; sending there from now on"]
    fail(endpoints)
    assert said[3:] == [FROM_B]


def test_a_late_answer_of_an_endpoint_that_was_left_says_nothing_of_the_one_in_use(said: list[str]) -> None:
    endpoints = Endpoints([A, B], said.append)
    early, _ = endpoints.url("/one.json")
    for _ in range(4):
        fail(endpoints)
        endpoints.answers(early)
    assert said == [FROM_A, FROM_B]


def test_an_answer_where_it_was_said_that_requests_go_is_no_news(said: list[str]) -> None:
    endpoints = Endpoints([A, B], said.append)
    fail(endpoints)
    endpoints.answers(endpoints.turn)
    assert (endpoints.failed, said) == (set(), [FROM_A])


class Primary:
    """A primary that works or not, and when it was looked at."""

    def __init__(self, *works: bool) -> None:
        self.works = iter(works)
        self.asked: list[float] = []

    async def __call__(self, url: URL) -> bool:
        assert url == base_url(A)
        self.asked.append(asyncio.get_running_loop().time())
        return next(self.works)


@pytest.fixture
def leap() -> Iterator[asyncio.Runner]:
    with leaping() as runner:
        yield runner


def away(endpoints: Endpoints, lookout: Lookout) -> None:
    """The primary fails now."""
    assert fail(endpoints)
    lookout.begin()


def test_the_primary_is_looked_at_every_minute_until_it_works(leap: asyncio.Runner, said: list[str]) -> None:
    async def scene() -> None:
        endpoints, primary = Endpoints([A, B], said.append), Primary(False, False, True)
        lookout, began = Lookout(endpoints, primary, WAITS), asyncio.get_running_loop().time()
        away(endpoints, lookout)
        lookout.begin()  # a second look-out is not set up
        await asyncio.sleep(1000)
        assert [round(at - began) for at in primary.asked] == [60, 120, 180]
        assert (endpoints.current, endpoints.failed, said) == (0, set(), [FROM_A, BACK])

    leap.run(scene())


def test_a_primary_that_fails_again_soon_is_left_alone_for_twice_as_long(leap: asyncio.Runner) -> None:
    async def scene() -> list[int]:
        clock = asyncio.get_running_loop().time
        endpoints, primary = Endpoints([A, B]), Primary(*[True] * 9)
        lookout, waited = Lookout(endpoints, primary, WAITS), []
        for held in (1, 1, 1, 1, 600, 601, 1):  # seconds for which the primary works, each time
            away(endpoints, lookout)
            began = clock()
            while endpoints.current:
                await asyncio.sleep(1)
            waited.append(round(primary.asked[-1] - began))
            await asyncio.sleep(held)
        return waited

    assert leap.run(scene()) == [60, 120, 240, 480, 600, 600, 60]


def test_nobody_looks_where_requests_came_back_by_themselves(leap: asyncio.Runner) -> None:
    async def scene() -> None:
        endpoints, primary = Endpoints([A, B]), Primary()
        lookout = Lookout(endpoints, primary, WAITS)
        away(endpoints, lookout)
        await asyncio.sleep(30)
        fail(endpoints)
        lookout.begin()
        await asyncio.sleep(1000)
        assert primary.asked == []

    leap.run(scene())


def test_an_answer_that_comes_when_requests_are_back_already_is_no_news(leap: asyncio.Runner, said: list[str]) -> None:
    async def scene() -> None:
        endpoints = Endpoints([A, B], said.append)

        async def slow(_: URL) -> bool:
            fail(endpoints)
            return True

        away(endpoints, Lookout(endpoints, slow, WAITS))
        await asyncio.sleep(1000)
        assert (endpoints.current, said) == (0, [FROM_A, FROM_B])

    leap.run(scene())


def test_nobody_looks_after_the_end(leap: asyncio.Runner) -> None:
    async def scene() -> None:
        endpoints, primary = Endpoints([A, B]), Primary()
        lookout = Lookout(endpoints, primary, WAITS)
        await lookout.end()  # nothing had begun
        away(endpoints, lookout)
        await asyncio.sleep(30)
        await lookout.end()
        await asyncio.sleep(1000)
        assert primary.asked == []
        assert asyncio.all_tasks() == {asyncio.current_task()}

    leap.run(scene())
