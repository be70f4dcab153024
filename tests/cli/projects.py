"""A project in a folder of its own, the command line run in it, and campaign files to run it on."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

CAMPAIGN = Path(sys.executable).parent / "campaign"
KEPT = ("PATH", "COVERAGE_PROCESS_CONFIG")
LIFTED = "{single: 100000/s, batch: 100000/s}"
PATIENCE = 60  # seconds; only a run that hangs meets it


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> Any:
        """What stands on stdout, as JSON."""
        return json.loads(self.out)


@dataclass
class Project:
    """A folder with `campaigns/`; the environment of its commands is that of a CI job: no terminal, nothing set.

    `inside` runs a command in the process of the tests, since one of its own takes most of a second to begin.
    """

    root: Path
    env: dict[str, str]
    inside: Callable[[Sequence[str], Mapping[str, str]], Ran]

    @property
    def temporary(self) -> Path:
        """Where its commands keep what goes with them."""
        return Path(self.env["TMPDIR"])

    @property
    def ledger(self) -> Path:
        """Where its ledger stands, once there is one."""
        return self.root / ".campaign" / "ledger.db"

    def write(self, name: str, text: str) -> Path:
        """A file of the project."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def campaign(self, text: str, name: str = "hello") -> str:
        """A campaign file; its path as a user types it."""
        self.write(f"campaigns/{name}.yaml", text)
        return f"campaigns/{name}.yaml"

    def start(self, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
        """A command as a process of its own, under way."""
        given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        env = {**self.env, **options.pop("env", {})}
        return subprocess.Popen([CAMPAIGN, *arguments], cwd=self.root, env=env, **{**given, **options})

    def run(self, *arguments: str, **env: str) -> Ran:
        """A command as a process of its own, to its end."""
        with self.start(*arguments, env=env) as process:
            return ended(process)

    def look(self, *arguments: str, **env: str) -> Ran:
        """A command that only reads, to its end, in the tests' process."""
        return self.inside(arguments, env)

    def apply(self, *arguments: str, **env: str) -> Ran:
        """`campaign apply --yes`."""
        return self.run("apply", "--yes", *arguments, **env)

    def apply_here(self, *arguments: str, **env: str) -> Ran:
        """The same in the tests' process: where it only matters what is decided, sent and recorded."""
        return self.inside(("apply", "--yes", *arguments), env)

    def export(self, *arguments: str) -> list[dict[str, Any]]:
        """The ledger's rows."""
        ran = self.look("ledger", "export", *arguments)
        assert ran.code == 0, ran
        return [json.loads(line) for line in ran.out.splitlines()]

    def statuses(self) -> dict[str, str]:
        """Every recipient that the ledger knows, and what became of its message."""
        rows = self.export()
        found = {row["recipient"]: row["status"] for row in rows}
        assert len(found) == len(rows), "a recipient has two rows"
        return found


def ci_environment(home: Path) -> dict[str, str]:
    """The environment of a CI job; `home` is the user's, with the account locks and a folder for what is temporary."""
    (home / "tmp").mkdir(parents=True)
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "CI": "true", "HOME": str(home), "XDG_STATE_HOME": str(home), "TMPDIR": str(home / "tmp")}


def ended(process: "subprocess.Popen[str]") -> Ran:
    """What a process said, and its exit code, once it ends."""
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"it hangs; it said {out!r} and {err!r}") from None
    return Ran(process.returncode, out, err)


def netease(
    endpoint: str = "emulator",
    recipients: str = "{list: [u1, u2, u3]}",
    attach: str = '{type: notice, title: "Hello {{ id }}"}',
    **changed: str,
) -> str:
    """A campaign for NetEase whose limits are lifted; `changed` replaces or adds lines: `name`, `limits`, `vars` …"""
    lines = {"name": "hello", "app_key": "demo", "app_secret": "demo", "limits": LIFTED, **changed}
    provider = {name: lines.pop(name) for name in ("app_key", "app_secret", "limits")}
    content = {"from": "system", "attach": attach}
    return _text({"name": lines.pop("name")}, "netease", endpoint, provider, recipients, content, lines)


def rongcloud(
    endpoint: str = "emulator",
    recipients: str = "{list: [u1, u2, u3]}",
    content: str = '{content: "Hello {{ id }}"}',
    **changed: str,
) -> str:
    """A campaign for RongCloud whose limits are lifted; `changed` replaces or adds lines."""
    limits = "{publish: 100000/s, template: 100000/s}"
    lines = {"name": "hello", "app_key": "demo", "app_secret": "demo", "limits": limits, **changed}
    provider = {name: lines.pop(name) for name in ("app_key", "app_secret", "limits")}
    said = {"fromUserId": "system", "objectName": lines.pop("objectName", "App:Note"), "content": content}
    return _text({"name": lines.pop("name")}, "rongcloud", endpoint, provider, recipients, said, lines)


def _text(
    head: Mapping[str, str],
    kind: str,
    endpoint: str,
    provider: Mapping[str, str],
    recipients: str,
    content: Mapping[str, str],
    more: Mapping[str, str],
) -> str:
    lines = ["version: 1", *_pairs(head), "provider:"]
    lines += [f"  {line}" for line in _pairs({"type": kind, "endpoint": endpoint, **provider})]
    lines += [f"recipients: {recipients}", "content:", *[f"  {line}" for line in _pairs(content)], *_pairs(more)]
    return "\n".join(lines) + "\n"


def _pairs(mapping: Mapping[str, str]) -> list[str]:
    return [f"{name}: {value}" for name, value in mapping.items() if value]


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A CSV file's text; values hold no quotes or commas."""
    return "".join(f"{','.join(row)}\n" for row in [columns, *rows])
