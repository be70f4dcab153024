"""The doctor's look at the vendors: are they reached, how far is the clock from theirs, do they take the credentials.

Two requests an account: an unsigned one to the host, and the vendor's question that can't send (see `probe`). That one
counts against the limit of its route, so it waits at the account's gate as every message does, and isn't asked while
another run sends on the account.
"""

import asyncio
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from email.utils import parsedate_to_datetime
from random import Random

from runner.account import HeldAccount, hold, state_folder
from runner.all_providers import PROBES
from runner.cli.loading import Loaded
from runner.errors import AccountLocked, ExitCode
from runner.pacing import Window
from runner.probe import Probe, Standing, Verdict
from runner.provider import NoAnswer, Response, Route, Stamp
from runner.report.checks import Check, failed, ok, warning
from runner.report.words import clean, span
from runner.sending.gate import Gate
from runner.transport import Greeting, connect, greet

PATIENCE = 10.0  # seconds for an answer
LONGEST_WAIT = 5.0  # seconds for a place within the limit
SLIGHT, TOO_MUCH = 60.0, 300.0  # seconds that a clock may be wrong; N-AUTH: NetEase refuses more than 5 minutes
Heard = tuple[Greeting | NoAnswer, float]
STRICT = frozenset({"netease"})  # RongCloud's tolerance isn't documented, a webhook's receiver has its own


def vendor(loaded: Loaded, endpoints: Sequence[str], heard: dict[str, Heard]) -> Iterator[Check]:
    """One account of one API at these addresses, primary first; `heard`: the hosts that were greeted before."""
    provider, app_key = loaded.campaign.provider, loaded.campaign.account.app_key
    hosts = {_host(endpoint): endpoint for endpoint in endpoints}
    new = {host: _greeted(endpoint) for host, endpoint in hosts.items() if host not in heard}
    heard |= new
    reached = [endpoint for host, endpoint in hosts.items() if isinstance(heard[host][0], Greeting)]
    for host, (greeting, now) in new.items():
        if isinstance(greeting, Greeting):
            yield clock(provider.type, host, greeting, now)
        else:
            yield _unreached(host, greeting, alone=not reached)
    if reached:
        yield credentials(loaded, clean(" ".join(filter(None, (provider.type, provider.api, app_key)))), reached)


def _host(endpoint: str) -> str:
    """Of an address all that may be shown: its path may be a secret."""
    return endpoint.partition("://")[2].partition("/")[0].rpartition("@")[2]


def _greeted(endpoint: str) -> Heard:
    """The answer, and the middle of the time that it took (Unix seconds)."""
    before = time.time()
    greeting = asyncio.run(greet(endpoint, PATIENCE))
    return greeting, (before + time.time()) / 2


def _unreached(host: str, answer: NoAnswer, *, alone: bool) -> Check:
    todo = "check `endpoint`, the network and its proxies"
    if alone:
        return failed("clock", host, answer.detail, todo, ExitCode.STOPPED)
    return warning("clock", host, f"{answer.detail}; the other address answers", todo)


def clock(provider: str, host: str, greeting: Greeting, now: float) -> Check:
    """How far this machine's clock (`now`, Unix seconds) is from a host's `Date`, which is in whole seconds."""
    try:
        theirs = parsedate_to_datetime(greeting.date).timestamp() + 0.5
    except ValueError:
        return warning(
            "clock", host, f"it answers {greeting.status} without a date", "let NTP keep this machine's clock"
        )
    skew = now - theirs
    said = f"this machine's clock is {span(abs(skew))} {'ahead of' if skew > 0 else 'behind'} the host's"
    if abs(skew) <= SLIGHT:
        return ok("clock", host, said if abs(skew) > 2 else "this machine's clock is the host's")
    if abs(skew) <= TOO_MUCH or provider not in STRICT:
        return warning("clock", host, said, "let NTP keep it")
    return failed("clock", host, said, "the vendor refuses more than 5 minutes: let NTP keep it", ExitCode.REFUSED)


def credentials(loaded: Loaded, subject: str, endpoints: Sequence[str]) -> Check:
    """Whether the vendor takes the account's signature."""
    campaign = loaded.campaign
    probe = PROBES.get((campaign.provider.type, campaign.provider.api))
    if probe is None:
        todo = "send to one address of your own first"
        return warning("credentials", subject, "its receiver has no question that sends nothing: not asked", todo)
    if campaign.missing_secret:
        return warning(
            "credentials", subject, f"not asked: {campaign.missing_secret.what}", campaign.missing_secret.todo
        )
    with ExitStack() as block:
        try:
            account = block.enter_context(hold(*loaded.owner, state_folder(), 0.0))
        except AccountLocked:
            said = "not asked: another run sends on this account, and its answers say whether they are taken"
            return warning("credentials", subject, said, "ask again when it has ended")
        return judged(subject, asyncio.run(_ask(loaded, probe, account, endpoints)))


async def _ask(loaded: Loaded, probe: Probe, account: HeldAccount, endpoints: Sequence[str]) -> Verdict:
    provider = loaded.campaign.provider
    route = next((one for one in loaded.campaign.routes if one.name == probe.route.name), probe.route)
    gate = _gate(account, route, probe.route)
    if gate.window.delay(time.monotonic(), 1) > LONGEST_WAIT:
        return Verdict(Standing.LIMITED, "not asked: the account's limit is used up just now", "ask again in a minute")
    await gate.take(1)
    async with connect(endpoints, 1, PATIENCE, provider.connections) as post:
        began = time.monotonic()
        answer = await post(probe.request(provider, Stamp(time.time(), secrets.token_hex(8))))
    if isinstance(answer, Response):
        gate.answered(1)
        verdict = probe.verdict(answer)
        if verdict.standing is Standing.LIMITED:
            gate.refused(began, route.limit.block, Random())  # noqa: S311 - jitter
        return verdict
    if answer.written:
        gate.lost(began, 1)
    else:
        gate.released(1)
    return Verdict(Standing.UNCLEAR, answer.detail, "check `endpoint`, the network and its proxies")


def _gate(account: HeldAccount, route: Route, documented: Route) -> Gate:
    """What was sent before counts, under whichever of its names it was remembered; see `dispatch`."""
    now = time.monotonic()
    names = dict.fromkeys((route.budget, documented.budget, documented.name))
    kept = [account.last_sends(name, route.limit.window, PATIENCE) for name in names]
    before = [memory.remembered(now, same_boot=account.same_boot) for memory in kept]
    window = Window(route.limit, [one for held, _ in before for one in held], max(end for _, end in before))
    kept[0].restore(now, same_boot=account.same_boot)
    return Gate(window, kept[0], time.monotonic, PATIENCE)


def judged(subject: str, verdict: Verdict) -> Check:
    """A verdict as a line."""
    said, todo = clean(verdict.said), verdict.todo
    if verdict.standing is Standing.ACCEPTED:
        return ok(
            "credentials", subject, f"taken: the vendor refused what an empty request lacks ({said}), not its signature"
        )
    if verdict.standing is Standing.REFUSED:
        return failed("credentials", subject, f"refused: {said}", todo, ExitCode.REFUSED)
    return warning("credentials", subject, f"nobody can say: {said}", todo or "ask again later")
