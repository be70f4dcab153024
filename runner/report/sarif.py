"""Problems and warnings as SARIF 2.1.0, for code scanning: each with its rule, its help and its place. Pure."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from urllib.parse import quote

import orjson

from runner.report.diagnostics import Diagnostic, of_caution, of_problem
from runner.report.record import Record
from runner.report.rulebook import Listed
from runner.report.words import clean

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FILE = "campaign-file"  # the rule of all that no rule of the rulebook says
MOST = 5000  # results: as many as GitHub shows
Relative = Callable[[str], str]


def document(record: Record, rules: Mapping[str, Listed], relative: Relative) -> str:
    """The whole file. `rules`: the rulebook by id; `relative`: a file's path from the repository's root."""
    found = [*map(of_problem, record.all_problems), *map(of_caution, record.cautions)][:MOST]
    ids = sorted({one.code or FILE for one in found})
    driver = {"name": "campaign-runner", "version": record.version, "rules": [_rule(i, rules.get(i)) for i in ids]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "exitCode": int(record.code)}],
        "results": [_result(one, ids, relative) for one in found],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return orjson.dumps(log, option=orjson.OPT_INDENT_2).decode() + "\n"


def _rule(identity: str, listed: Listed | None) -> dict[str, object]:
    if listed is None:
        said = "Campaign files, recipient lists and templates can be read, and mean something."
        about = "Each problem says what is wrong and what to do; `campaign schema` prints the form of a campaign file."
        return _descriptor(identity, said, about, "error")
    rule = listed.rule
    about = f"{rule.sentence}. Holds for {', '.join(listed.kinds)}; source: {rule.source} {listed.address}".strip()
    told = f"{about}. `campaign rules {rule.id}` tells everything about it."
    made = _descriptor(identity, rule.sentence, told, rule.severity)
    return {**made, "helpUri": listed.address} if listed.address.startswith("https://") else made


def _descriptor(identity: str, sentence: str, about: str, level: str) -> dict[str, object]:
    return {
        "id": identity,
        "shortDescription": {"text": sentence},
        "fullDescription": {"text": about},
        "help": {"text": about},
        "defaultConfiguration": {"level": level},
    }


def _result(one: Diagnostic, ids: Sequence[str], relative: Relative) -> dict[str, object]:
    identity, said = one.code or FILE, clean(one.sentence)
    place = _location(one, relative)
    return {
        "ruleId": identity,
        "ruleIndex": ids.index(identity),
        "level": one.severity,
        "message": {"text": said},
        "locations": [place] if place else [],
        "partialFingerprints": {"campaignProblem/v1": _fingerprint(one, relative)},
    }


def _location(one: Diagnostic, relative: Relative) -> dict[str, object] | None:
    place = one.place
    if place is None:
        return None
    region = {"startLine": place.line or 1, **({"startColumn": place.column} if place.column else {})}
    uri = quote(relative(place.file).replace("\\", "/"), errors="surrogateescape")
    return {"physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}, "region": region}}


def _fingerprint(one: Diagnostic, relative: Relative) -> str:
    """The same for the same problem, wherever in its file it has moved to."""
    named = (one.code, relative(one.place.file) if one.place else "", one.summary)
    return blake2b("\0".join(named).encode(errors="replace"), digest_size=16).hexdigest()
