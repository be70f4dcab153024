"""A project of campaigns in git: a bare remote, clones of it, and the vendor's emulator as the target `prod`."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.cli.projects import Ran, ended

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[2]
SECRET = {"NETEASE_APP_SECRET": "demo"}
PROJECT = """\
version: 1
targets:
  prod:
    providers:
      netease:
        endpoint: "URL"
        app_key: demo
        app_secret: "${NETEASE_APP_SECRET}"
        limits: {single: 100000/s, batch: 100000/s}
    ledger: {file: .campaign/prod.db, must_exist: true}
"""
CAMPAIGN = """\
version: 1
name: NAME
provider: {type: netease, endpoint: emulator, app_key: demo, app_secret: demo}
recipients: {file: ../recipients/people.csv, where: "WHERE"}
content: {from: system, attach: {title: "TITLE, {{ name }}"}}
"""
TEST = """\
version: 1
cases:
  - name: Ann gets it
    recipients: [{id: u1, name: Ann, group: old}]
    expect: {u1: {decision: send, json: {attach.title: "TITLE, Ann"}}}
"""
PEOPLE = "id,name,group\nu1,Ann,old\nu2,Bob,old\nu3,Cy,new\n"


@dataclass(frozen=True)
class Clone:
    """A working copy; its commands have an environment of their own."""

    root: Path
    env: Mapping[str, str]

    def run(self, *command: str, **env: str) -> Ran:
        """A command in it, to its end."""
        given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return ended(subprocess.Popen(command, cwd=self.root, env={**self.env, **env}, text=True, **given))  # type: ignore[call-overload]

    def git(self, *arguments: str) -> str:
        """What git says; it must end well."""
        ran = self.run("git", *arguments)
        assert ran.code == 0, ran
        return ran.out.strip()

    def campaign(self, *arguments: str, **env: str) -> Ran:
        """`campaign`, with no secret but those that are given."""
        return self.run("campaign", *arguments, **env)

    def write(self, name: str, text: str) -> None:
        """A file of it."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self, message: str) -> str:
        """Commit all there is, and push it; the commit."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        self.git("push", "-q", "origin", "HEAD")
        return self.git("rev-parse", "HEAD")


def environment(home: Path) -> dict[str, str]:
    """A CI job's: no terminal, nobody's git settings, and its own home."""
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    who = {f"GIT_{role}_{what}": "ci@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    places = {"HOME": str(home), "XDG_STATE_HOME": str(home), "TMPDIR": str(home / "tmp")}
    return {
        "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
        "PYTHON": sys.executable,
        "CI": "true",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        **who,
        **places,
    }


def remote_of(folder: Path, env: Mapping[str, str]) -> Path:
    """An empty bare repository."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True, env=env)
    return folder


def clone_of(remote: Path, folder: Path, env: Mapping[str, str]) -> Clone:
    """A fresh clone."""
    subprocess.run(["git", "clone", "-q", str(remote), str(folder)], check=True, env=env, capture_output=True)
    return Clone(folder, env)


def begin(clone: Clone, url: str) -> None:
    """The project's first commit on main: one campaign to those of the group `old`, sent by nobody yet."""
    clone.git("switch", "-q", "-c", "main")
    clone.write("project.yaml", PROJECT.replace("URL", url))
    clone.write(".gitignore", ".campaign/\n.env\n.env.*\n")
    clone.write("recipients/people.csv", PEOPLE)
    declare(clone, "welcome", "Welcome", "group == 'old'")
    clone.commit("The first campaign")


def declare(clone: Clone, name: str, title: str, where: str = "true") -> None:
    """A campaign and its test, not committed."""
    text = CAMPAIGN.replace("NAME", name).replace("TITLE", title).replace("WHERE", where)
    clone.write(f"campaigns/{name}.yaml", text)
    clone.write(f"campaigns/{name}.test.yaml", TEST.replace("TITLE", title))
