"""Campaigns written in tests, compiled, and what they say to a recipient."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from runner.all_providers import PROVIDERS
from runner.campaign.model import Campaign
from runner.campaign.parse import read_campaign
from runner.errors import CampaignInvalid
from runner.model import Recipient
from runner.rendering import Rendering, compile_campaign

HEAD = """version: 1
name: hello
provider: {type: netease, endpoint: emulator, app_key: demo, app_secret: demo}
"""


def compiled(
    folder: Path,
    content: str = "attach: hi",
    *,
    variables: Mapping[str, str] | None = None,
    where: str = "",
    push: str = "",
    templates: Mapping[str, str | bytes] | None = None,
    more: str = "",
) -> Rendering:
    """The rendering of a campaign, as `read` has it."""
    campaign = read(folder, content, variables=variables, where=where, push=push, templates=templates, more=more)
    return compile_campaign(campaign)


def read(
    folder: Path,
    content: str = "attach: hi",
    *,
    variables: Mapping[str, str] | None = None,
    where: str = "",
    push: str = "",
    templates: Mapping[str, str | bytes] | None = None,
    more: str = "",
) -> Campaign:
    """A campaign; `content` and `push` are YAML, one parameter a line, `templates` name to text, `more` is YAML too."""
    (folder / "project.yaml").write_text("version: 1\n")
    for name, text in (templates or {}).items():
        path = folder / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    lines = [HEAD + f"vars: {quoted(dict(variables or {}))}", "recipients:", "  list: [u1]"]
    lines += [f"  where: {quoted(where)}"] if where else []
    lines += ["content:", "  from: system", *(f"  {line}" for line in content.split("\n"))]
    lines += ["push:", *(f"  {line}" for line in push.split("\n"))] if push else []
    (folder / "c.yaml").write_text("\n".join(lines) + f"\n{more}")
    return read_campaign(folder / "c.yaml", "c.yaml", PROVIDERS, {})


def quoted(value: object) -> str:
    """A value as YAML on one line."""
    return json.dumps(value, ensure_ascii=False)


def person(*, id_: str = "u1", line: int = 2, **fields: Any) -> Recipient:
    """A recipient with these fields besides its `user_id`."""
    return Recipient(id_, {"user_id": id_, **fields}, "people.csv", line)


def said(
    folder: Path,
    template: str,
    *,
    variables: Mapping[str, str] | None = None,
    templates: Mapping[str, str | bytes] | None = None,
    **fields: Any,
) -> str:
    """The text that a template makes for a recipient with these fields."""
    rendering = compiled(folder, f"attach: {quoted(template)}", variables=variables, templates=templates)
    return rendering.text(person(**fields)).params["attach"]


def refusal(
    folder: Path,
    template: str,
    *,
    variables: Mapping[str, str] | None = None,
    templates: Mapping[str, str | bytes] | None = None,
    **fields: Any,
) -> str:
    """All that is said of a template that can't be rendered, at compiling or for a recipient."""
    with pytest.raises(CampaignInvalid) as raised:
        said(folder, template, variables=variables, templates=templates, **fields)
    assert all(problem.todo for problem in raised.value.problems)
    return str(raised.value)
