"""A provider's rules over a campaign: once over what is the same for everybody, then text by text. Pure.

What rules say is one of two: a refusal (the recipient can't be sent to), or a warning, counted by rule. On the way the
longest text of each limited parameter is remembered, and what the lists as a whole look like.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple

from runner.campaign.model import Campaign
from runner.errors import CampaignInvalid, Place, Problem
from runner.gauge import Longest, gauges
from runner.general_rules import GENERAL_RULES, ListedIds
from runner.inside import Pass, apart
from runner.model import Recipient, Text
from runner.provider import Ways
from runner.rendering import Rendering
from runner.rule import Finding, Params, Rule, findings

REMEMBERED = 4096  # distinct texts whose check is remembered


class Rules(NamedTuple):
    """A provider's rules by what they need to be checked: nothing that varies, a text, a recipient, or both."""

    constant: tuple[Rule, ...]
    text: tuple[Rule, ...]
    recipient: tuple[Rule, ...]
    both: tuple[Rule, ...]


@dataclass(slots=True)
class Warned:
    """One warning: what was said first, where, of whom and of how many (nobody: it holds for everybody)."""

    rule: Rule
    what: str
    place: Place
    recipient: str = ""
    count: int = 0


class Checked(NamedTuple):
    """What is known of one text: how it may travel, why it can't be sent (empty: it can), what is doubtful."""

    ways: Ways
    refusal: str
    warnings: tuple[Finding, ...]


def sort_rules(campaign: Campaign, varying: frozenset[str]) -> Rules:
    """The rules of the campaign's provider that it doesn't disable, by what varies in this campaign."""
    name = campaign.provider.recipient

    def those(*, text: bool, recipient: bool) -> tuple[Rule, ...]:
        return tuple(
            rule
            for rule in campaign.provider.rules
            if bool(varying & set(rule.params)) is text
            and (name in rule.params) is recipient
            and (rule.firm or rule.id not in campaign.disabled)
        )

    return Rules(
        constant=those(text=False, recipient=False),
        text=those(text=True, recipient=False),
        recipient=those(text=False, recipient=True),
        both=those(text=True, recipient=True),
    )


def check_constants(campaign: Campaign, rendering: Rendering) -> tuple[Finding, ...]:
    """Check what is the same for everybody who is spoken to in one language, in each language.

    Gives the warnings; `CampaignInvalid` names every broken rule at its place.
    """
    warnings: list[Finding] = []
    broken: dict[Problem, None] = {}
    for spoken, one in _of_constants(campaign, rendering):
        if one.severity == "error":
            broken[_problem(place_of(campaign, spoken, one.rule), one)] = None
        elif one not in warnings:
            warnings.append(one)
    if broken:
        raise CampaignInvalid(broken)
    return tuple(warnings)


def _of_constants(campaign: Campaign, rendering: Rendering) -> Iterator[tuple[Rendering, Finding]]:
    """What each language's constants break."""
    for spoken in rendering.each:
        rules = sort_rules(campaign, frozenset(spoken.varying))
        yield from ((spoken, one) for one in findings(rules.constant, spoken.constant))


def _problem(place: Place, found: Finding) -> Problem:
    """A broken rule with what to do, unless it says that itself."""
    return Problem(place, found.what, "" if "; " in found.what else "correct it", found.rule.id)


def place_of(campaign: Campaign, rendering: Rendering, rule: Rule) -> Place:
    """Where in the campaign file a constant breaks a rule.

    At the first of its parameters that stands there; inside that one, if it is the first of all and the rule knows.
    """
    name = next((name for name in rule.params if name in rendering.nodes), None)
    if name is None:
        return next((campaign.places[name] for name in rule.params if name in campaign.places), Place(campaign.file))
    inside = rule.within if name == rule.params[0] and name in rendering.constant else None
    return rendering.place(name, inside(rendering.constant) if inside else ())


def warned_constants(campaign: Campaign, rendering: Rendering, found: Sequence[Finding]) -> Iterator[Warned]:
    """What `check_constants` found, each with its place."""
    for one in found:
        yield Warned(one.rule, one.what, place_of(campaign, _saying(rendering, one), one.rule))


def _saying(rendering: Rendering, found: Finding) -> Rendering:
    """The language that a finding is about; of several the first."""
    speaking = (one for one in rendering.each if found in findings([found.rule], one.constant))
    return next(speaking, rendering) if len(rendering.each) > 1 else rendering


@dataclass(slots=True)
class Checker:
    """Checks rendered texts for their recipients; gathers warnings and the longest texts.

    What `check_constants` has told of a language is not counted again for those who are spoken to in it.
    """

    campaign: Campaign
    rendering: Rendering
    _longest: tuple[Longest, ...] = field(init=False)
    _warned: dict[str, Warned] = field(init=False, default_factory=dict)
    _rules: Rules = field(init=False)
    _passes: tuple[Pass, ...] = field(init=False)
    _others: tuple[Rule, ...] = field(init=False)
    _varying: tuple[Longest, ...] = field(init=False)
    _subject: dict[str, str] = field(init=False)
    _told: list[Finding] = field(init=False)
    _remembered: dict[bytes, Checked] = field(init=False, default_factory=dict)
    _file: str = field(init=False, default="")
    _ids: ListedIds | None = field(init=False, default=None)
    _lists: dict[str, ListedIds] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the rules; measure what is the same for everybody."""
        varying = frozenset(self.rendering.varying)
        self._rules = sort_rules(self.campaign, varying)
        self._passes, self._others = apart(self._rules.text)
        self._longest = tuple(map(Longest, gauges(self.campaign.provider)))
        self._varying = tuple(one for one in self._longest if one.gauge.param in varying)
        self._subject = dict(self.rendering.constant)
        for one in self._longest:
            one.note(self.rendering.constant, "")
        of_languages = _of_constants(self.campaign, self.rendering) if len(self.rendering.each) > 1 else ()
        self._told = [found for _, found in of_languages]

    def check(self, recipient: Recipient, text: Text) -> tuple[Ways, str]:
        """The ways of a text, and why this recipient can't get it (empty: nothing speaks against it)."""
        # a part of planning that every recipient passes: what is rare stands in functions of its own
        if recipient.file is not self._file:
            self._open(recipient.file)
        ids = self._ids
        if ids is not None and (ids.digits or "E+" in recipient.id):
            ids.note(recipient)
        known = self._remembered.get(text.digest) or self._look(recipient, text)
        found = list(known.warnings) if known.warnings else []
        refusal = known.refusal
        rules, name = self._rules, self.campaign.provider.recipient
        if rules.recipient:
            self._subject[name] = recipient.id
            found += findings(rules.recipient, self._subject)
        if rules.both:
            found += findings(rules.both, {**text.params, name: recipient.id})
        if found:
            self._warn(recipient, found)
            refusal = "; ".join(filter(None, (refusal, said(found))))
        return known.ways, refusal

    @property
    def longest(self) -> tuple[Longest, ...]:
        """The longest text of each limited field so far, in the order of the vendor's page."""
        return tuple(one for one in self._longest if one.length >= 0)

    def warnings(self) -> list[Warned]:
        """What is doubtful in what was checked so far, of the lists as a whole too; counted by rule."""
        of_lists: dict[str, Warned] = {}
        for params, many, first in chain.from_iterable(ids.facts() for ids in self._lists.values()):
            for one in self.about(params, Place(first.file, first.line), first.id, many):
                of_lists.setdefault(one.rule.id, replace(one, count=0)).count += one.count
        return [*self._warned.values(), *of_lists.values()]

    def about(self, params: Params, place: Place, recipient: str = "", count: int = 0) -> list[Warned]:
        """What the general rules that the campaign doesn't disable say of a fact."""
        rules = (rule for rule in GENERAL_RULES if rule.id not in self.campaign.disabled)
        return [Warned(rule, what, place, recipient, count) for rule, _, what in findings(rules, params)]

    def _open(self, file: str) -> None:
        """Another list begins: in one that a spreadsheet may have written, ids are looked at as a whole."""
        self._file = file
        self._ids = self._lists.setdefault(file, ListedIds()) if file.lower().endswith(".csv") else None

    def _look(self, recipient: Recipient, text: Text) -> Checked:
        """A text for the first time."""
        if len(self._remembered) >= REMEMBERED:
            self._remembered.clear()
        params, rules = text.params, self._others
        for one in self._passes:
            if one.finds(params):
                rules = self._rules.text
                break
        found = findings(rules, params) if rules else []
        warnings = tuple(one for one in found if one.severity == "warning" and one not in self._told) if found else ()
        checked = Checked(self.campaign.provider.ways(text.params), said(found), warnings)
        self._remembered[text.digest] = checked
        for longest in self._varying:
            longest.note(text.params, recipient.id)
        return checked

    def _warn(self, recipient: Recipient, found: list[Finding]) -> None:
        for rule, severity, what in found:
            if severity == "warning":
                if known := self._warned.get(rule.id):
                    known.count += 1
                else:
                    place = Place(recipient.file, recipient.line)
                    self._warned[rule.id] = Warned(rule, what, place, recipient.id, 1)


def said(found: list[Finding]) -> str:
    """The errors among findings, as one sentence with their rules' ids."""
    return "; ".join(str(one) for one in found if one.severity == "error") if found else ""
