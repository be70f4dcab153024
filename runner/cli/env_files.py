"""`.env` and `.env.TARGET` of a project: names to values, for references only; the environment itself stays as it is.

No line of such a file is ever shown: it may hold a secret.
"""

from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from runner.errors import CampaignInvalid, Place, Problem
from runner.project import shown_path


def with_env_files(files: Iterable[Path], environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment with what these files add, a later one winning over an earlier, the environment over both.

    A file that isn't there adds nothing. `CampaignInvalid` where one can't be read.
    """
    found: dict[str, str] = {}
    for file in files:
        found.update(_read(file))
    return {**found, **environ}


def _read(file: Path) -> dict[str, str]:
    shown = shown_path(file)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it isn't UTF-8"
        raise CampaignInvalid(
            [Problem(Place(shown), f"the file can't be read: {why}", "correct it, or delete it")]
        ) from error
    wrong = [one.original.line for one in parse_stream(StringIO(text)) if one.error]
    if wrong:
        raise CampaignInvalid(
            Problem(Place(shown, line), "this line sets no variable", "write NAME=value, or # before a remark")
            for line in wrong
        )
    return {name: value for name, value in dotenv_values(stream=StringIO(text), interpolate=False).items() if value}
