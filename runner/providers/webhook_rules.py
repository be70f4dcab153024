"""What a webhook may declare, and what can't be a header or an expression. Pure. Sources: W-SPEC, W-RFC, W-JMES.

Most of its rules are firm: a body or a header that breaks them would end this request and begin another.
"""

import re
from collections.abc import Callable, Mapping
from typing import cast

from runner.parameter import Parameter
from runner.providers import constraints as must
from runner.providers.webhook_success import wrong
from runner.rule import Params, Rule

_RESERVED = frozenset(
    {
        "connection",
        "content-encoding",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VISIBLE = re.compile(r"(?:[!-~](?:[ -~]*[!-~])?)?")

SOUND = {"body": '{"to":"$recipients","text":"hi"}'}

PARAMETERS = (
    Parameter(
        "body",
        "content",
        "json",
        'What is posted: JSON; "$recipients" as a value becomes the array of up to 100 recipients.',
        required=True,
    ),
    Parameter("headers", "content", "json", "More headers: a mapping of names to texts."),
    Parameter("success", "content", "text", "A JMESPath expression that holds of the JSON answers that mean success."),
)


def legal_headers(params: Params) -> Mapping[str, str]:
    """The declared headers that can be sent, each once: whatever the rules found, or nobody asked them."""
    legal = {
        name.lower(): (name, text)
        for name, text in headers_of(params).items()
        if _TOKEN.fullmatch(name) and _VISIBLE.fullmatch(text) and not _is_reserved(name.lower())
    }
    return dict(legal.values())


def headers_of(params: Params) -> Mapping[str, str]:
    """The declared headers; none where they aren't what they should be, which is one rule's to find."""
    found = must.parsed(params.get("headers", "{}"))
    texts = isinstance(found, dict) and all(isinstance(text, str) for text in found.values())
    return cast("Mapping[str, str]", found) if texts else {}


def _are_texts(params: Params) -> str:
    value = params.get("headers")
    if value is None or headers_of(params) or must.parsed(value) == {}:
        return ""
    return f"headers is {must.quoted(value)}, not a JSON object of texts"


def _have_names(params: Params) -> str:
    bad = next((name for name in headers_of(params) if not _TOKEN.fullmatch(name)), None)
    return "" if bad is None else f"headers has {must.quoted(bad)}, which can't be a header's name"


def _are_free(params: Params) -> str:
    taken = next((name for name in headers_of(params) if _is_reserved(name.lower())), None)
    return "" if taken is None else f"headers has {must.quoted(taken)}, which is written by the program"


def _is_reserved(name: str) -> bool:
    return name in _RESERVED or name.startswith(("webhook-", "proxy-"))


def _stand_once(params: Params) -> str:
    names = [name.lower() for name in headers_of(params)]
    twice = next((name for name in names if names.count(name) > 1), None)
    return "" if twice is None else f"headers has {must.quoted(twice)} twice: case makes no difference"


def _have_values(params: Params) -> str:
    bad = next((name for name, text in headers_of(params).items() if not _VISIBLE.fullmatch(text)), None)
    return "" if bad is None else f"headers.{must.quoted(bad)} is no visible ASCII without white space around it"


def _have_no_references(params: Params) -> str:
    bad = next((name for name, text in headers_of(params).items() if "${" in text), None)
    if bad is None:
        return ""
    return (
        f"headers.{must.quoted(bad)} has `${{`, and variables aren't replaced there; a token belongs into `endpoint` "
        "where its receiver takes it there, else it isn't supported"
    )


def _is_expression(params: Params) -> str:
    what = wrong(params["success"]) if "success" in params else ""
    return what and f"success {what}"


def _rule(
    number: int,
    name: str,
    sentence: str,
    source: str,
    broken: Callable[[Params], str],
    example: str,
    *,
    firm: bool = True,
) -> Rule:
    return Rule(f"WH{number:03}", (name,), sentence, source, broken, {**SOUND, name: example}, firm=firm)


RULES: tuple[Rule, ...] = (
    _rule(1, "body", "body is required: what is posted.", "W-SPEC", must.required("body"), ""),
    _rule(
        2, "body", "body is JSON.", "W-SPEC", must.where(lambda p: bool(p.get("body")), must.json_text("body")), "hi"
    ),
    _rule(3, "headers", "headers is a JSON object of texts.", "W-RFC", _are_texts, '{"X-Retries":3}'),
    _rule(4, "headers", "A header's name has only the characters of a token.", "W-RFC", _have_names, '{"X A":"1"}'),
    _rule(
        5,
        "headers",
        "headers has none that the program writes: Host, Content-Length, webhook-…, those of the connection.",
        "W-RFC",
        _are_free,
        '{"Host":"example.com"}',
    ),
    _rule(6, "headers", "No header stands twice.", "W-RFC", _stand_once, '{"X-A":"1","x-a":"2"}'),
    _rule(
        7,
        "headers",
        "A header's value is visible ASCII, with spaces inside only.",
        "W-RFC",
        _have_values,
        '{"X-A":"1\\r\\nX-B: 2"}',
    ),
    _rule(
        8,
        "success",
        "success is a JMESPath expression of at most 500 characters that builds no new lists or objects and goes "
        "through such at most twice.",
        "W-JMES",
        _is_expression,
        "errcode ==",
    ),
    _rule(
        9,
        "headers",
        "A header's value holds no ${…}: variables aren't replaced there.",
        "W-RFC",
        _have_no_references,
        '{"X-Team":"${WEBHOOK_TEAM}"}',
        firm=False,
    ),
)
