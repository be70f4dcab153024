"""`${NAME}` and `${NAME:-default}` in a campaign file: which names are open, and what they expand to. Pure."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from runner.errors import Place, Problem
from runner.source import Scalar

CONFIDENTIAL = ("SECRET", "TOKEN", "PASSWORD", "PASSWD", "CREDENTIAL", "PRIVATE")  # GITHUB_TOKEN is no app key
OPEN_PREFIXES = ("NETEASE_", "RONGCLOUD_", "WEBHOOK_", "CAMPAIGN_")

_REFERENCE = re.compile(r"\$\{([^}]*)(\}?)")
_NAME = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", re.DOTALL)


class Expanded(NamedTuple):
    """A text with its references replaced; `missing`: names that are unset or empty and have no default."""

    text: str
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def mixes(text: str) -> bool:
    """Whether a text holds a reference beside anything else."""
    return "${" in text and not _REFERENCE.fullmatch(text)


def holds_more(text: str) -> bool:
    """Whether a text holds anything besides references; a default, as campaigns for the emulator have, is none."""
    return bool(_REFERENCE.sub("", text))


def expand_env(
    scalar: Scalar, allowed: frozenset[str], environ: Mapping[str, str], *, secret: bool = False
) -> Expanded:
    """The scalar's text with its references replaced, for names that are open to every file or in `allowed`.

    Names with SECRET, TOKEN, PASSWORD … in them are open to a `secret` only: an app key is shown and recorded, an
    endpoint is looked up.
    No value ever stands in a problem: it may be a secret.
    """
    missing: list[str] = []
    problems: list[Problem] = []

    def replaced(match: re.Match[str]) -> str:
        reference = _NAME.fullmatch(match[1]) if match[2] else None
        if reference is None:
            problems.append(Problem(scalar.place, "`${` begins no reference", "write ${NAME} or ${NAME:-default}"))
            return ""
        name, default = reference[1], reference[2] or ""
        if not name.startswith(OPEN_PREFIXES) and name not in allowed:
            problems.append(_closed(name, scalar.place))
            return ""
        if not secret and any(word in name.upper() for word in CONFIDENTIAL):
            what = f"the environment variable {name} is a secret by its name"
            problems.append(Problem(scalar.place, what, "use it in `app_secret` only"))
            return ""
        if not (value := environ.get(name) or default):
            missing.append(name)
        return value

    text = _REFERENCE.sub(replaced, scalar.text)
    return Expanded(text, tuple(missing), tuple(problems))


def _closed(name: str, place: Place) -> Problem:
    opened = ", ".join(f"{prefix}…" for prefix in OPEN_PREFIXES)
    what = f"the environment variable {name} isn't open to campaign files ({opened} are)"
    return Problem(place, what, "rename it, or list it in project.yaml under `env`")
