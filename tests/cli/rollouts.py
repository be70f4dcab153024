"""What the tests of stages, windows and budgets share: a campaign sent part by part, and what its ledger says of it."""

import sqlite3
from contextlib import closing
from typing import Any

from tests.cli.projects import LIFTED, Project, table

LIMITS = "{single: 90/s}"  # the built-in emulator allows 100/s
MORNING = "2026-12-01T09:00:00+08:00"
CLOCK = {"CAMPAIGN_CLOCK": MORNING}


def rollout(delivery: str, endpoint: str = "emulator", recipients: str = "{file: people.csv}", **more: str) -> str:
    """A campaign for NetEase with this `delivery`; `more`: further lines."""
    limits = LIMITS if endpoint == "emulator" else LIFTED
    lines = {"recipients": recipients, "delivery": delivery, **more}
    return (
        "version: 1\nname: hello\n"
        f'provider: {{type: netease, endpoint: "{endpoint}", app_key: demo, app_secret: demo, limits: {limits}}}\n'
        'content: {from: system, attach: {type: notice, title: "Hello {{ id }}"}}\n'
        + "".join(f"{name}: {value}\n" for name, value in lines.items())
    )


def people(project: Project, count: int, name: str = "people") -> list[str]:
    """So many recipients in `campaigns/NAME.csv`."""
    ids = [f"u{n:03}" for n in range(count)]
    project.write(f"campaigns/{name}.csv", table(("id",), ((who,) for who in ids)))
    return ids


def ask(project: Project, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """What the ledger's file answers."""
    with closing(sqlite3.connect(project.ledger)) as db:
        return db.execute(sql, values).fetchall()


def accepted(project: Project) -> set[str]:
    """Who has got it."""
    return {who for (who,) in ask(project, "SELECT recipient FROM message WHERE status = 2")}


def stages(project: Project) -> dict[int, tuple[float, float | None]]:
    """When each stage was opened and ended."""
    return {
        number: (opened, ended)
        for number, opened, ended in ask(project, "SELECT number, opened_at, ended_at FROM stage")
    }


def sent_at(project: Project, recipients: set[str] | None = None) -> list[float]:
    """When messages left, in order."""
    rows = ask(project, "SELECT recipient, sent_at FROM message WHERE sent_at IS NOT NULL")
    return sorted(at for who, at in rows if recipients is None or who in recipients)
