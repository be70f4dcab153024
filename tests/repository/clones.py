"""Git repositories made for tests, and what is done in them."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

WHO = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")


def environment(**more: str) -> Mapping[str, str]:
    """A user's environment without anything of CI."""
    return {"PATH": os.environ["PATH"], "HOME": "/nowhere", **more}


def git(folder: Path, *words: str) -> str:
    """What git says, less the line end."""
    command = ["git", *WHO, "-C", str(folder), *words]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, env={**environment(), "LC_ALL": "C"})
    return ran.stdout.strip()


def commit(folder: Path, message: str = "change", **files: str) -> str:
    """Write files (`__` in a name is a slash, `_` a dot), commit all there is, and give the commit."""
    for name, text in files.items():
        write(folder, name.replace("__", "/").replace("_", "."), text)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def write(folder: Path, name: str, text: str) -> Path:
    """A file of the repository, as it stands in its folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def repository(folder: Path) -> Path:
    """An empty repository on a branch `main`."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    return folder
