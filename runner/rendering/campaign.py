"""A campaign's texts and its `where`, compiled once, in each language that it speaks; and its full name."""

import re
from dataclasses import replace

from runner.campaign.model import Campaign, Locale
from runner.errors import CampaignInvalid, Problem
from runner.rendering.failures import Known, Value, failure
from runner.rendering.git import Facts, unasked
from runner.rendering.languages import gaps, misnamed, offered
from runner.rendering.leaves import Leaves
from runner.rendering.rendering import Parts, Rendering
from runner.rendering.sandbox import HOLDS, Sandbox
from runner.rendering.translated import Translated
from runner.source import Scalar

EDITION = r"[A-Za-z0-9._+/-]{1,64}"
RECALL = "/recall"  # ends the name that a recall has in the ledger


def compile_campaign(campaign: Campaign, git: Facts = unasked) -> Rendering:
    """What a campaign says, ready for its recipients; CampaignInvalid with all that is wrong with its templates.

    `git`: how to ask for what templates read of `git`; it is called for nothing else.
    """
    if campaign.locale is None:
        return Rendering(_parts(campaign, git, ""))
    return _translated(campaign, campaign.locale, git)


def with_edition(campaign: Campaign, git: Facts = unasked) -> Campaign:
    """The campaign under its full name: `NAME@TEXT`, where `once_per` makes the text of vars and git.

    CampaignInvalid, at its place, where that text can't be made or can't be part of a name.
    """
    if campaign.once_per is None:
        return campaign
    text = _edition(campaign, campaign.once_per, git)
    if fault := _misfit(text):
        raise CampaignInvalid([Problem(campaign.once_per.place, *fault)])
    return replace(campaign, name=f"{campaign.name}@{text}")


def _edition(campaign: Campaign, once_per: Scalar, git: Facts) -> str:
    leaves = Leaves(Sandbox(campaign.root, campaign.vars, git), campaign.vars)
    value = Value(once_per, "once_per")
    leaf = leaves.text(value)
    if leaves.problems:
        raise CampaignInvalid(dict.fromkeys(leaves.problems))
    if isinstance(leaf, str):
        return leaf
    try:
        return leaf.render(leaves.context())
    except Exception as error:  # noqa: BLE001  a template can raise anything
        problem = failure(value, error, Known(None, campaign.vars))
        todo = f"{problem.todo}; it is made before any recipient is read, from vars and git"
        raise CampaignInvalid([problem._replace(todo=todo)]) from None


def _misfit(text: str) -> tuple[str, str] | None:
    if not text.strip():
        return "`once_per` gives an empty text", "say what the campaign is sent once for: git.tag, vars.release"
    if not re.fullmatch(EDITION, text):
        todo = "use letters, digits, `.`, `_`, `+`, `/`, `-`; at most 64"
        return f"`once_per` gives {text[:80]!r}, which can't be part of a campaign's name", todo
    if text.endswith(RECALL):
        return f"`once_per` gives {text!r}, and what ends with {RECALL} is a recall", "let it end otherwise"
    return None


def _parts(campaign: Campaign, git: Facts, language: str) -> Parts:
    """The campaign in one language; its own texts where that has none of its own."""
    leaves = Leaves(Sandbox(campaign.root, campaign.vars, git, language), campaign.vars)
    order = [parameter.name for parameter in campaign.provider.parameters]  # a text's identity: not the file's order
    said = {parameter.name: (parameter, node) for parameter, node in campaign.params}
    said |= {parameter.name: (parameter, node) for parameter, node in campaign.translations.get(language, ())}
    nodes = {name: said[name] for name in sorted(said, key=order.index)}
    params = {name: leaves.param(name, node) for name, (_, node) in nodes.items()}
    where = campaign.recipients.where
    condition = leaves.condition(where) if where else HOLDS
    if leaves.problems:
        raise CampaignInvalid(dict.fromkeys(leaves.problems))
    return Parts(leaves, params, condition, nodes)


def _translated(campaign: Campaign, locale: Locale, git: Facts) -> Translated:
    """The campaign in its default language first: what that uses is what must be translated."""
    if problems := misnamed(campaign, locale):
        raise CampaignInvalid(problems)
    spoken = {locale.default: Rendering(_parts(campaign, git, locale.default))}
    files = spoken[locale.default].parts.leaves.sandbox.files
    languages = offered(campaign, locale, files)
    missing = gaps(campaign, locale, languages, files)
    problems = [problem for found in missing.values() for problem in found]
    for language in languages:
        if language not in spoken and not missing.get(language):
            try:
                spoken[language] = Rendering(_parts(campaign, git, language))
            except CampaignInvalid as error:
                problems += error.problems
    if problems:
        raise CampaignInvalid(dict.fromkeys(problems))
    return Translated(locale, spoken)
