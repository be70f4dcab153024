"""Which test files stand beside which campaigns: `x.test.yaml` beside `x.yaml`. Looks at files' names."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from runner.errors import CampaignInvalid, Place, Problem
from runner.project import campaign_files, shown_path

ENDINGS = (".test.yaml", ".test.yml")
OF_CAMPAIGNS = (".yaml", ".yml")


class Pair(NamedTuple):
    """A campaign file and the test file beside it."""

    campaign: Path
    sheet: Path


def pairs(paths: Iterable[Path]) -> list[Pair]:
    """The test files of the campaigns that these paths name; a test file, or a campaign, may be named itself.

    CampaignInvalid names test files beside which there is no campaign.
    """
    found: dict[Path, Pair] = {}
    lonely: dict[Path, Problem] = {}
    for path in paths:
        for sheet in _named_by(path):
            if campaign := _campaign_of(sheet):
                found.setdefault(sheet.resolve(), Pair(campaign, sheet))
            else:
                what = f"there is no campaign {_stem(sheet)}.yaml beside this file"
                lonely.setdefault(sheet.resolve(), Problem(Place(shown_path(sheet)), what, "name them alike"))
    if lonely:
        raise CampaignInvalid(lonely.values())
    return list(found.values())


def _named_by(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(_below(path))
    elif path.name.endswith(ENDINGS):
        yield path
    else:
        (campaign,) = campaign_files([path])
        stem = campaign.with_suffix("")
        yield from (file for ending in ENDINGS if (file := Path(f"{stem}{ending}")).is_file())


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if name.endswith(ENDINGS) and not name.startswith("."))


def _stem(sheet: Path) -> str:
    return next(sheet.name.removesuffix(ending) for ending in ENDINGS if sheet.name.endswith(ending))


def _campaign_of(sheet: Path) -> Path | None:
    named = (sheet.with_name(f"{_stem(sheet)}{ending}") for ending in OF_CAMPAIGNS)
    return next((file for file in named if file.is_file()), None)
