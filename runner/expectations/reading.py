"""A test file to its cases: every mistake with its place. Reads the file, nothing else."""

from collections.abc import Mapping
from pathlib import Path

from runner.campaign.values import Wrong, variable_name
from runner.errors import CampaignInvalid, Place
from runner.expectations.keys import CASES, EXPECT, FILE
from runner.expectations.mappings import Complaints, Entry, choice_of, entries, is_empty
from runner.expectations.model import Case, Expectation, Named, Sheet
from runner.expectations.paths import fault
from runner.source import ListNode, MapNode, Node, Scalar, scan_file

GIT = ("tag", "sha", "short_sha", "branch")
NOTHING = (
    "this expects nothing, so it would always pass",
    f"say {', '.join(EXPECT.by_name)}; or let `campaign test --update` write what comes",
)


def read_sheet(path: Path, shown: str, *, filling: bool = False) -> Sheet:
    """The cases of a test file; CampaignInvalid with all its mistakes.

    `shown`: the path as the user named it. `filling`: who is named without an expectation is no mistake: it is filled.
    """
    scanned = scan_file(path, shown)
    wrong = Complaints(list(scanned.problems))
    cases = _read(wrong, scanned.node, filling=filling) if scanned.node is not None else ()
    if wrong.problems:
        raise CampaignInvalid(wrong.in_order())
    return Sheet(shown, cases)


def _read(wrong: Complaints, node: Node, *, filling: bool) -> tuple[Case, ...]:
    found = entries(wrong, FILE, node, node.place)
    version, listed = (found[name].node if name in found else None for name in ("version", "cases"))
    if isinstance(version, Scalar) and version.text != "1":
        wrong.add(version.place, f"`{version.text}` isn't a known version", "write `version: 1`")
    cases = [_case(wrong, item, filling=filling) for item in listed.items] if isinstance(listed, ListNode) else []
    if isinstance(listed, ListNode) and not cases:
        wrong.add(listed.place, "there are no cases", "write one, or delete the file")
    names: dict[str, Place] = {}
    for case in cases:
        if case.name in names:
            wrong.add(case.place, f"the case at {names[case.name]} is named {case.name!r} too", "name it otherwise")
        names.setdefault(case.name, case.place)
    return tuple(cases)


def _case(wrong: Complaints, node: Node, *, filling: bool) -> Case:
    found = entries(wrong, CASES, node, node.place)
    name = found["name"].node if "name" in found else None
    rows = found["recipients"].node if "recipients" in found else None
    if isinstance(rows, ListNode) and not rows.items:
        wrong.add(rows.place, "`recipients` is empty", "write at least one, or delete it")
    git = _texts(wrong, found.get("git"))
    for key, _ in git:
        if key.text not in GIT:
            wrong.add(key.place, f"`git` has no `{key.text}` in templates", f"write {' or '.join(GIT)}")
    variables = _texts(wrong, found.get("vars"))
    for key, _ in variables:
        if isinstance(said := variable_name(key.text), Wrong):
            wrong.add(key.place, f"vars: {said.what}", said.todo)
    return Case(
        name=name.text if isinstance(name, Scalar) else "",
        place=node.place,
        expect=_expectations(wrong, found.get("expect"), filling=filling),
        recipients=rows if isinstance(rows, ListNode) else None,
        vars={key.text: text for key, text in variables},
        git={key.text: text for key, text in git},
        earlier=_earlier(wrong, found.get("ledger")),
    )


def _items(entry: Entry | None) -> tuple[tuple[Scalar, Node], ...]:
    return entry.node.items if entry and isinstance(entry.node, MapNode) else ()


def _texts(wrong: Complaints, entry: Entry | None) -> list[tuple[Scalar, str]]:
    texts = []
    for key, value in _items(entry):
        if isinstance(value, Scalar) and not is_empty(value):
            texts.append((key, value.text))
        else:
            wrong.add(value.place, f"`{key.text}` must be a text", 'write one value; "" for an empty text')
    return texts


def _earlier(wrong: Complaints, entry: Entry | None) -> tuple[tuple[Scalar, str], ...]:
    words = []
    for key, value in _items(entry):
        if not isinstance(value, Scalar):
            wrong.add(value.place, f"what became of `{key.text}` must be a text", "write {u1: accepted}")
        elif word := choice_of(wrong, CASES.by_name["ledger"], value):
            words.append((key, word.text))
    return tuple(words)


def _expectations(wrong: Complaints, entry: Entry | None, *, filling: bool) -> tuple[Expectation, ...]:
    return tuple(_expectation(wrong, key, value, filling=filling) for key, value in _items(entry))


def _expectation(wrong: Complaints, recipient: Scalar, node: Node, *, filling: bool) -> Expectation:
    if is_empty(node):
        if not filling:
            wrong.add(recipient.place, *NOTHING)
        return Expectation(recipient, node)
    found = entries(wrong, EXPECT, node, recipient.place)
    nodes: Mapping[str, Node | None] = {key: entry.node for key, entry in found.items()}
    reason, rules = nodes.get("reason"), nodes.get("rules")
    return Expectation(
        recipient=recipient,
        node=node,
        decision=choice_of(wrong, EXPECT.by_name["decision"], nodes.get("decision")),
        reason=reason if isinstance(reason, Scalar) else None,
        rules=_rules(wrong, rules) if isinstance(rules, ListNode) else None,
        params=tuple(Named(*item) for item in _items(found.get("params"))),
        json=tuple(_path(wrong, Named(*item)) for item in _items(found.get("json"))),
        outcome=choice_of(wrong, EXPECT.by_name["outcome"], nodes.get("outcome")),
    )


def _rules(wrong: Complaints, node: ListNode) -> ListNode:
    for item in node.items:
        if not isinstance(item, Scalar) or not item.text:
            wrong.add(item.place, "this is no rule's id", "write ids as `campaign rules` lists them: [NE001]")
    return node


def _path(wrong: Complaints, one: Named) -> Named:
    if why := fault(one.name.text):
        what = f"`{one.name.text[:80]}` is no JMESPath: {why}"
        wrong.add(one.name.place, what, 'write parameter.key.key, other keys in quotes: attach."a-b"[0]')
    return one
