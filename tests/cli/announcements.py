"""Campaigns that reach everyone, and a ledger whose past can be moved."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.projects import Project

LIMITS_LIFTED = ("--rongcloud-broadcast-limit", "none", "--netease-broadcast-limit", "none")

HEAD = """version: 1
name: {name}
provider: {{type: {type}, endpoint: "{endpoint}", app_key: demo, app_secret: demo{more}}}
recipients: {recipients}
"""


def netease_everyone(endpoint: str = "emulator", name: str = "maintenance", body: str = "down at two") -> str:
    """NetEase's announcement to everyone (V1)."""
    head = HEAD.format(name=name, type="netease", endpoint=endpoint, more="", recipients="everyone")
    return f'{head}content: {{from: system, body: "{body}"}}\n'


def netease_v2_everyone(endpoint: str = "emulator", name: str = "maintenance") -> str:
    """NetEase's announcement to everyone (V2)."""
    head = HEAD.format(name=name, type="netease", endpoint=endpoint, more=", api: v2", recipients="everyone")
    return f"{head}content: {{from_account_id: system, content: down at two}}\n"


def rongcloud_everyone(endpoint: str = "emulator", name: str = "greeting", recipients: str = "everyone") -> str:
    """RongCloud's announcement to everyone, or to those who are online."""
    head = HEAD.format(name=name, type="rongcloud", endpoint=endpoint, more="", recipients=recipients)
    return f"{head}content: {{fromUserId: system, objectName: App:Note, content: hi}}\n"


def move_back(project: Project, seconds: float) -> None:
    """Let everything in the ledger, and in the accounts' journals, have happened so many seconds earlier."""
    for journal in Path(project.env["XDG_STATE_HOME"]).rglob("*.sends"):
        said = json.loads(journal.read_bytes())
        journal.write_text(json.dumps({route: [end - seconds for end in ends] for route, ends in said.items()}))
    with closing(sqlite3.connect(project.ledger)) as ledger, ledger:
        for table in ("message", "attempt"):
            ledger.execute(f"UPDATE {table} SET sent_at = sent_at - ?1, answered_at = answered_at - ?1", (seconds,))
