"""What the jobs ask of GitHub or GitLab: one sticky comment, and the plan that a pull request made. Stands alone.

    python3 forge.py comment FILE      the file under the request, in the comment whose hidden marker is its first line
    python3 forge.py fetch NAME FILE   the newest plan of that name that this repository's own jobs made

Only the standard library: it runs before and beside `campaign`. Tokens come from the environment and are never shown.
"""

import io
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

PATIENCE = 30  # seconds
AT_ONCE = 100  # items of a page
LARGEST = 64 * 2**20  # bytes of a plan
NOT_ALLOWED = (401, 403, 404)


class StaysHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect by itself: the token is for the forge alone, not for where its files are stored."""

    def redirect_request(self, *_: Any) -> None:
        """Nowhere."""


FORGE = urllib.request.build_opener(StaysHere)


def ask(method: str, url: str, headers: Mapping[str, str], said: object = None) -> Any:
    """The answer to one call, as JSON."""
    body = None if said is None else json.dumps(said).encode()
    sent = {**headers, "Content-Type": "application/json"} if body else dict(headers)
    request = urllib.request.Request(url, body, sent, method=method)  # noqa: S310 - the forge's own address
    with FORGE.open(request, timeout=PATIENCE) as answer:
        return json.loads(answer.read() or b"null")


def github() -> tuple[str, dict[str, str]]:
    """The address of the repository in GitHub's API, and the headers that it wants."""
    headers = {
        "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
        "Accept": "application/vnd.github+json",
        "User-Agent": "campaign-runner",
    }
    return f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}", headers


def comments_place() -> tuple[str, str, str, dict[str, str]]:
    """Where the request's comments are listed, where one of them is, how it is changed, and the headers."""
    if "GITHUB_REPOSITORY" in os.environ:
        repository, headers = github()
        number = int(os.environ["CAMPAIGN_CI_REQUEST"])
        return f"{repository}/issues/{number}/comments", f"{repository}/issues/comments", "PATCH", headers
    project = f"{os.environ['CI_API_V4_URL']}/projects/{int(os.environ['CI_PROJECT_ID'])}"
    notes = f"{project}/merge_requests/{int(os.environ['CI_MERGE_REQUEST_IID'])}/notes"
    return notes, notes, "PUT", {"PRIVATE-TOKEN": os.environ["CAMPAIGN_CI_GITLAB_TOKEN"]}


def pages(url: str, headers: Mapping[str, str]) -> Iterator[Any]:
    """All items of a list, page after page."""
    page = 1
    while found := ask("GET", f"{url}?per_page={AT_ONCE}&page={page}", headers):
        yield from found
        if len(found) < AT_ONCE:
            return
        page += 1


def comment(file: Path) -> None:
    """Change the comment that begins with the file's first line, or write a new one."""
    text = file.read_text(encoding="utf-8")
    marker = text.partition("\n")[0]
    every, one, change, headers = comments_place()
    mine = next((c["id"] for c in pages(every, headers) if (c["body"] or "").startswith(marker)), None)
    if mine is None:
        ask("POST", every, headers, {"body": text})
        say("the comment was written")
    else:
        ask(change, f"{one}/{int(mine)}", headers, {"body": text})
        say("the comment was changed")


def fetch(name: str, file: Path) -> None:
    """The plan of the pull request that the commit came from; nothing is written where there is none."""
    repository, headers = github()
    requests = ask("GET", f"{repository}/commits/{os.environ['GITHUB_SHA']}/pulls", headers)
    merged = [one for one in requests if one["merged_at"]]
    for one in merged:
        wanted = urllib.parse.quote(f"{name}-{one['head']['sha']}", safe="")
        listed = ask("GET", f"{repository}/actions/artifacts?name={wanted}", headers)["artifacts"]
        own = [artefact for artefact in listed if _is_own(artefact, one)]
        if own:
            newest = max(own, key=lambda artefact: str(artefact["created_at"]))
            file.write_bytes(unpacked(download(newest["archive_download_url"], headers)))
            say(f"fetched the plan of pull request {one['number']}")
            return
    say("no pull request of this commit made a plan here that could be believed")


def _is_own(artefact: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
    """Whether it was made by a job of this repository's own branch: a fork's could hold anything."""
    run = artefact["workflow_run"]
    return bool(
        not artefact["expired"]
        and run["head_repository_id"] == run["repository_id"]
        and run["head_sha"] == request["head"]["sha"]
    )


def download(url: str, headers: Mapping[str, str]) -> bytes:
    """A file of the forge, which stands at another address: there the token isn't shown."""
    request = urllib.request.Request(url, headers=dict(headers))  # noqa: S310 - the forge's own address
    try:
        with FORGE.open(request, timeout=PATIENCE) as answer:
            content: bytes = answer.read(LARGEST)
    except urllib.error.HTTPError as error:
        if error.code not in {301, 302, 303, 307, 308}:
            raise
        content = fetch_openly(error.headers["Location"])
    return content


def fetch_openly(url: str) -> bytes:
    """What stands at an address that the forge named, which opens it by itself."""
    if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
        raise OSError(f"a redirect to {url.partition('?')[0]}")
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - looked at right above
        content: bytes = answer.read(LARGEST)
    return content


def unpacked(archive: bytes) -> bytes:
    """The plan in an archive of a job's files, wherever in it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        plan = next(one for one in files.infolist() if one.filename.rpartition("/")[2] == "plan.json")
        if plan.file_size > LARGEST:
            raise ValueError(f"the plan has {plan.file_size} bytes, which is too many")
        return files.read(plan)


def say(text: str) -> None:
    """A line in the job's log."""
    sys.stderr.write(f"{text}\n")


def main(words: list[str]) -> int:
    """Run one of the commands; its exit code."""
    try:
        if words[0] == "comment":
            comment(Path(words[1]))
        else:
            fetch(words[1], Path(words[2]))
    except urllib.error.HTTPError as error:
        if words[0] == "comment" and error.code in NOT_ALLOWED:
            say(f"no comment: this job's token may not write one ({error.code}), as in a fork's pull request")
            return 0
        say(f"the forge answers {error.code} {error.reason}")
        return 1
    except (OSError, KeyError) as error:
        missing = f"{error} isn't set" if isinstance(error, KeyError) else str(error)
        say(f"the forge can't be asked: {missing}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
