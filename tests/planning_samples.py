"""What the tests of plans share: what is planned for, and a plan of entries."""

from collections.abc import Sequence
from pathlib import Path

from runner.ledger.draft import Entry, draft
from runner.model import Account
from runner.planning import Choices, Plan, Subject, plan
from runner.provider import Ways
from runner.providers.netease import BATCH, SINGLE
from runner.providers.rongcloud import PUBLISH, TEMPLATE
from tests.ledger.samples import NAME

HOLD, RESEND = Choices(), Choices(unknown="resend", changed="resend")
NETEASE = Subject(NAME, Account("netease", "demo"), ("https://api.example.com",), (SINGLE, BATCH))
RONGCLOUD = Subject(NAME, Account("rongcloud", "demo"), ("https://api.example.com",), (PUBLISH, TEMPLATE))
EITHER = Ways(("single", "batch"))
PERSON = Ways(("single",))
MIXED = Ways(("publish", "template"), b"frame")
ROUTES = {route.name: route for route in (SINGLE, BATCH, PUBLISH, TEMPLATE)}


def made(
    listed: Sequence[Entry], subject: Subject = NETEASE, ledger: Path | None = None, choices: Choices = HOLD
) -> Plan:
    with draft() as file:
        return plan(subject, listed, file, ledger, choices)
