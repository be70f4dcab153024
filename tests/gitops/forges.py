"""A stand-in for GitHub's API (or GitLab's) on loopback: comments, pull requests, and the files that jobs keep."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from tests.cli.vendors import listening

TOKEN = "t0ken"
REPOSITORY = "shop/campaigns"


@dataclass
class Forge:
    """What it knows, and who asked for what. `allows`: whether the token may write."""

    url: str = ""
    allows: bool = True
    comments: list[dict[str, Any]] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    artefacts: list[dict[str, Any]] = field(default_factory=list)
    blobs: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)

    def pull(self, number: int, head: str, *, merged: bool = True) -> None:
        """A pull request, and whether it was merged."""
        at = "2026-11-25T00:00:00Z" if merged else None
        self.pulls.append({"number": number, "merged_at": at, "head": {"sha": head}})

    def keep(self, name: str, archive: bytes, head: str, *, fork: bool = False) -> None:
        """What a job uploads."""
        number = len(self.artefacts)
        self.blobs[f"/blob/{number}"] = archive
        run = {"head_sha": head, "repository_id": 1, "head_repository_id": 2 if fork else 1}
        place = f"{self.url}/repos/{REPOSITORY}/actions/artifacts/{number}/zip"
        made = f"2026-11-25T00:00:{number:02}Z"
        self.artefacts.append(
            {
                "name": name,
                "expired": False,
                "created_at": made,
                "archive_download_url": place,
                "workflow_run": run,
            }
        )

    def answer(self, method: str, path: str, query: Mapping[str, list[str]], said: Any) -> tuple[int, Any]:
        """What GitHub (or GitLab) would say: the HTTP status, and JSON (a text: where it redirects to)."""
        place = path.removeprefix(f"/repos/{REPOSITORY}").removeprefix("/projects/7").strip("/").split("/")
        if method != "GET":
            return self._write(method, place, said) if self.allows else (403, {"message": "not accessible"})
        match place:
            case ["issues" | "merge_requests", "5", "comments" | "notes"]:
                page, most = int(query["page"][0]), int(query["per_page"][0])
                return 200, self.comments[(page - 1) * most : page * most]
            case ["commits", _, "pulls"]:
                return 200, self.pulls
            case ["actions", "artifacts"]:
                return 200, {"artifacts": [one for one in self.artefacts if [one["name"]] == query["name"]]}
            case ["actions", "artifacts", number, "zip"]:
                return 302, f"{self.url}/blob/{number}"
        return 404, {"message": "Not Found"}

    def _write(self, method: str, place: list[str], said: Any) -> tuple[int, Any]:
        match method, place:
            case "POST", ["issues" | "merge_requests", "5", "comments" | "notes"]:
                self.comments.append({"id": len(self.comments) + 1, **said})
                return 201, self.comments[-1]
            case ("PATCH", ["issues", "comments", number]) | ("PUT", ["merge_requests", "5", "notes", number]):
                self.comments[int(number) - 1] |= said
                return 200, self.comments[int(number) - 1]
        return 404, {"message": "Not Found"}


class Answering(BaseHTTPRequestHandler):
    """One request to the forge."""

    forge: ClassVar[Forge]

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        where = urlsplit(self.path)
        token = self.headers.get("Authorization", "").removeprefix("Bearer ") or self.headers.get("PRIVATE-TOKEN")
        self.forge.asked.append((self.command, where.path))
        if where.path in self.forge.blobs:
            self.forge.leaked += [token] if token else []
            self._send(200, self.forge.blobs[where.path])
        elif token != TOKEN:
            self._send(401, b"{}")
        else:
            status, said = self.forge.answer(
                self.command, where.path, parse_qs(where.query), json.loads(body or "null")
            )
            self._send(status, json.dumps(said).encode(), str(said) if status == 302 else "")

    def do_GET(self) -> None:
        self._any()

    def do_POST(self) -> None:
        self._any()

    def do_PATCH(self) -> None:
        self._any()

    def do_PUT(self) -> None:
        self._any()

    def _send(self, status: int, content: bytes, location: str = "") -> None:
        self.send_response_only(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def forging() -> Iterator[Forge]:
    """A forge, for the length of the block."""
    forge = Forge()
    with listening(type("Answering", (Answering,), {"forge": forge})) as forge.url:
        yield forge
