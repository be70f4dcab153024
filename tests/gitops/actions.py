"""Runs action.yml as a runner of GitHub's does: its conditions, its `env`, its `run`, and the few actions it uses."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.cli.projects import Ran
from tests.gitops.forges import REPOSITORY, TOKEN, Forge
from tests.gitops.repositories import ROOT, Clone

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
NAME = re.compile(r"\b(?:inputs|github)(?:\.[\w-]+)+")


def action() -> Any:
    """action.yml."""
    return yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def inputs(**given: str) -> dict[str, str]:
    """Every input, as the action declares it; one that isn't declared is an error."""
    declared = {name: str(one.get("default", "")) for name, one in action()["inputs"].items()}
    named = {name.replace("_", "-"): value for name, value in given.items()}
    assert named.keys() <= declared.keys()
    return {**declared, **named, "token": TOKEN}


@dataclass
class Job:
    """One job of a workflow: a clone at a commit, an event, secrets; caches and kept files outlast it."""

    clone: Clone
    forge: Forge
    event: str
    head: str
    caches: dict[str, Path]
    folder: Path
    number: int = 5
    fork: bool = False
    secrets: Mapping[str, str] = field(default_factory=dict)
    said: dict[str, Ran] = field(default_factory=dict)

    @property
    def github(self) -> dict[str, str]:
        """What expressions may ask of `github`."""
        request = {"event.pull_request.number": str(self.number), "event.pull_request.head.sha": self.head}
        known = {"sha": self.head, "run_id": self.folder.name, "run_attempt": "1", "event_name": self.event}
        return {**known, **(request if self.event == "pull_request" else {}), "token": TOKEN}

    @property
    def summary(self) -> Path:
        """The job's summary."""
        return self.folder / "summary.md"

    def run(self, **given: str) -> int:
        """All steps; the exit code of the first that failed, as the job's own."""
        self.folder.mkdir(parents=True, exist_ok=True)
        asked, failed = inputs(**given), 0
        for step in action()["runs"]["steps"]:
            if step["name"] in {"Python", "install"} or not self._wanted(step, asked, failed=bool(failed)):
                continue
            if "uses" in step:
                self._use(step["uses"].partition("@")[0], self._filled(step["with"], asked))
                continue
            self.said[step["name"]] = ran = self._script(step, asked)
            failed = failed or ran.code
        return failed

    def _script(self, step: Any, asked: Mapping[str, str]) -> Ran:
        env = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_API_URL": self.forge.url,
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_SHA": self.head,
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.folder),
        }
        assert step["shell"] == "bash"
        folder = self.clone.root / self._fill(step.get("working-directory", "."), asked)
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        own = self._filled(step["env"], asked)
        return Clone(folder, self.clone.env).run(*command, **env, **self.secrets, **own)

    def _wanted(self, step: Any, asked: Mapping[str, str], *, failed: bool) -> bool:
        condition = step.get("if", "true")
        return bool(self._value(condition, asked)) and (not failed or "always()" in condition)

    def _filled(self, texts: Mapping[str, Any], asked: Mapping[str, str]) -> dict[str, str]:
        return {name: self._fill(str(text), asked) for name, text in texts.items()}

    def _fill(self, text: str, asked: Mapping[str, str]) -> str:
        return EXPRESSION.sub(lambda found: str(self._value(found[1], asked)), text)

    def _value(self, expression: str, asked: Mapping[str, str]) -> Any:
        """The few operators that action.yml uses; an unknown name is an error."""
        known = {**{f"inputs.{k}": v for k, v in asked.items()}, **{f"github.{k}": v for k, v in self.github.items()}}
        absent = {"github.event.pull_request.number", "github.event.pull_request.head.sha"}
        said = NAME.sub(
            lambda found: repr(known[found[0]] if found[0] not in absent - known.keys() else ""), expression
        )
        for theirs, ours in (("&&", " and "), ("||", " or "), ("always()", "True"), ("true", "True")):
            said = said.replace(theirs, ours) if theirs != "true" or said == "true" else said
        return eval(said, {"__builtins__": {}})

    def _use(self, name: str, given: Mapping[str, str]) -> None:
        used: dict[str, Callable[[Mapping[str, str]], None]] = {
            "actions/cache/restore": self._restore,
            "actions/cache/save": self._save,
            "actions/upload-artifact": self._upload,
        }
        used[name](given)

    def _restore(self, given: Mapping[str, str]) -> None:
        """The newest whose key begins as asked."""
        found = [folder for key, folder in self.caches.items() if key.startswith(given["restore-keys"])]
        if found:
            shutil.copytree(found[-1], (self.clone.root / given["path"]).parent, dirs_exist_ok=True)

    def _save(self, given: Mapping[str, str]) -> None:
        """Once under a key; where nothing of that name is, nothing is saved."""
        assert given["key"] not in self.caches
        found = list(self.clone.root.glob(given["path"]))
        if found:
            self.caches[given["key"]] = kept = self.folder / "cache"
            kept.mkdir()
        for file in found:
            shutil.copy(file, kept)

    def _upload(self, given: Mapping[str, str]) -> None:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as files:
            place = self.clone.root / given["path"]
            pattern = "[!.]*" if place.is_dir() else place.name
            for file in sorted((place if place.is_dir() else place.parent).glob(pattern)):
                files.write(file, file.name)
        self.forge.keep(given["name"], archive.getvalue(), self.head, fork=self.fork)
