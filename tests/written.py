"""Campaigns that tests write line by line, with the lists beside them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from runner.campaign.model import Campaign
from runner.campaign.parse import read_campaign
from runner.errors import CampaignInvalid
from runner.provider import ProviderType

NETEASE = "provider: {type: netease, endpoint: emulator, app_key: demo, app_secret: demo}"
Read = Callable[..., Campaign]


def reader(folder: Path, providers: Mapping[str, Sequence[ProviderType]]) -> Read:
    """Reads a campaign that says these lines, beside these files (`one_csv`: one.csv); NetEase's unless a line says."""

    def reads(*lines: str, **files: str) -> Campaign:
        for name, text in files.items():
            (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
        file = folder / "c.yaml"
        head = ["version: 1", "name: hello"] + ([] if any("provider:" in line for line in lines) else [NETEASE])
        file.write_text("\n".join([*head, *lines, ""]), encoding="utf-8")
        return read_campaign(file, "c.yaml", providers, {})

    return reads


def problems(act: Callable[[], object]) -> list[str]:
    """What is wrong, a line each."""
    with pytest.raises(CampaignInvalid) as raised:
        act()
    return [str(problem) for problem in raised.value.problems]
