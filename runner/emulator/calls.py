"""A vendor call's way from its arrival to its answer: signature, limit, rules, record, latency and faults."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from random import Random
from typing import BinaryIO

from runner.emulator import (
    netease,
    netease_broadcast,
    netease_v2,
    rongcloud,
    rongcloud_broadcast,
    rongcloud_recall,
    webhook,
)
from runner.emulator.contract import Answer, Delivery, Headers, Refusal, Route
from runner.emulator.faults import NOT_TAKEN, Fault, FaultPlan, gateway_page, spoil
from runner.emulator.limits import DailyGate, Gate
from runner.emulator.records import CUT, Call, Records
from runner.emulator.settings import Settings

MOST_REQUEST_IDS = 1_000_000

Verdict = Delivery | Refusal


class RequestIds:
    """The ids of accepted requests, the latest million: the vendor takes an id only once."""

    def __init__(self, most: int = MOST_REQUEST_IDS) -> None:
        self._most = most
        self._ids: OrderedDict[tuple[str, str], None] = OrderedDict()

    def is_known(self, app_key: str, request_id: str) -> bool:
        """Was it accepted before? Asking keeps it young."""
        known = (app_key, request_id) in self._ids
        if known:
            self._ids.move_to_end((app_key, request_id))
        return known

    def remember(self, app_key: str, request_id: str) -> None:
        """It is accepted now."""
        self._ids[app_key, request_id] = None
        if len(self._ids) > self._most:
            self._ids.popitem(last=False)

    def forget(self) -> None:
        """Know none."""
        self._ids.clear()


class Emulator:
    """Both vendors' servers: who may come in, what was taken, and the faults of the day."""

    def __init__(self, settings: Settings, faults: Sequence[Fault], record: BinaryIO | None = None) -> None:
        self._chance = Random(settings.seed)  # noqa: S311
        run = self._chance.getrandbits(63)
        endpoints = _endpoints(settings, run)
        self._webhook = endpoints[-1]
        self.routes: Mapping[str, Route] = {route.path: route for route in endpoints}
        self.records = Records(endpoints, settings.keep, record)
        self._accounts = settings.accounts
        self._latency = settings.latency
        self._faults = FaultPlan(faults, self._chance)
        self._gates: dict[tuple[str, str], Gate] = {}
        self._ids = RequestIds()

    def webhook(self, recipient: str) -> Route:
        """The receiver of webhooks at an address that ends with this text."""
        return webhook.route_to(self._webhook, recipient)

    def restart(self) -> None:
        """Be as at the beginning: no call counted, no id known, nobody blocked."""
        self.records.restart()
        self._faults.restart()
        self._gates.clear()
        self._ids.forget()

    async def answer(self, route: Route, headers: Headers, body: bytes) -> Answer | None:
        """The answer to a whole request; None where the connection is to be cut.

        Half of the latency passes on the way in, before the call arrives at the vendor and is counted: a
        sender that only paces what it sends is squeezed here as it is by a real network.
        """
        pause = self._chance.uniform(*self._latency) / 2 if self._latency[1] else 0.0
        if pause:
            await asyncio.sleep(pause)
        call = self._arrive(route, headers)
        verdict = self._judge(route, call, headers, body)
        fault = self._faults.next_call(route.name) if call.app_key else None
        answer = self._settle(route, call, verdict) if fault is None else await self._fail(route, call, verdict, fault)
        if pause:
            await asyncio.sleep(pause)
        return answer

    def _arrive(self, route: Route, headers: Headers) -> Call:
        request_id = headers.get(route.request_id)
        if request_id is not None and not request_id.isascii():
            request_id = request_id.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        call = Call(time.monotonic(), time.time(), route.name, route.vendor, request_id)
        self.records.arrive(call)
        return call

    def _judge(self, route: Route, call: Call, headers: Headers, body: bytes) -> Verdict:
        admitted = route.admit(headers, self._accounts, call.wall)
        if isinstance(admitted, Refusal):
            return admitted
        call.app_key = admitted
        call.units, verdict = route.judge(body, headers)
        arrival = self._gate(route, call).arrive(call.at, call.units)
        self.records.measure(call, arrival.offered, route.limit.units)
        return verdict if arrival.admitted else route.over

    def _gate(self, route: Route, call: Call) -> Gate:
        key = call.app_key, route.budget
        gate = self._gates.get(key)
        if gate is None:
            gate = Gate(route.limit) if route.day is None else DailyGate(route.limit, route.day, call.wall - call.at)
            self._gates[key] = gate
        return gate

    def _settle(self, route: Route, call: Call, verdict: Verdict) -> Answer:
        """Take what the vendor would take, and say what it would say."""
        request_id = call.request_id if route.deduplicates else None
        if isinstance(verdict, Delivery) and request_id and self._ids.is_known(call.app_key, request_id):
            verdict = netease.REPEATED
        if isinstance(verdict, Refusal):
            self.records.refuse(call, verdict.code)
            return route.refuse(verdict)
        if request_id:
            self._ids.remember(call.app_key, request_id)
        return route.accept(verdict, self.records.take(call, verdict.messages))

    async def _fail(self, route: Route, call: Call, verdict: Verdict, fault: Fault) -> Answer | None:
        if fault.do in NOT_TAKEN:
            return self._turn_away(route, call, fault)
        if fault.do == "stall-before":
            await asyncio.sleep(fault.seconds)
        answer = self._settle(route, call, verdict)
        if fault.do == "stall-after":
            await asyncio.sleep(fault.seconds)
        if fault.do == "accept-then-code" and answer.code == 200:
            spoiled: Answer | None = _said(route, fault)
        else:
            spoiled = spoil(fault, answer)
        call.code = CUT if spoiled is None else spoiled.code
        return spoiled

    def _turn_away(self, route: Route, call: Call, fault: Fault) -> Answer | None:
        answer = None
        if fault.do == "html":
            answer = gateway_page(fault.status or 502)
        elif fault.do == "refuse-code":
            answer = _said(route, fault)
        elif fault.do == "block":
            self._gate(route, call).block(call.at, fault.seconds)
            answer = route.refuse(route.over)
        self.records.refuse(call, CUT if answer is None else answer.code)
        return answer


def _endpoints(settings: Settings, run: int) -> list[Route]:
    return [
        *netease.routes(settings),
        *netease_v2.routes(settings),
        *netease_broadcast.routes(settings, run, time.time),
        *rongcloud.routes(settings, run),
        *rongcloud_broadcast.routes(settings, run),
        *rongcloud_recall.routes(settings),
        webhook.route(settings),
    ]


def _said(route: Route, fault: Fault) -> Answer:
    answer = route.refuse(Refusal(fault.code, fault.desc))
    return answer if fault.status is None else answer._replace(status=fault.status)
