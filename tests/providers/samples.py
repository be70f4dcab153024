"""What the tests of the providers share: a sound text for each provider and route, batches, answers."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

import orjson

from runner.all_providers import BUILT_IN
from runner.conformance.cases import SECRET, STAMP, Case, cases, sound_of
from runner.model import Batch, Message, Text
from runner.provider import ProviderType, Request, Response, name_of
from runner.rule import Params

__all__ = [
    "CASES",
    "KINDS",
    "NETEASE",
    "RONGCLOUD",
    "SECRET",
    "STAMP",
    "TEXTS",
    "Case",
    "answer",
    "batch",
    "form",
    "sound_of",
]

KINDS: Mapping[str, ProviderType] = {name_of(kind): kind for kinds in BUILT_IN.values() for kind in kinds}
NETEASE, RONGCLOUD = sound_of(KINDS["netease v1"]), sound_of(KINDS["rongcloud"])

TEXTS: Mapping[str, Params] = {"broadcast-recall": {"messageUID": "5FGT-7VA9-G4DD-4V5P"}}
"""By route, what may travel there where the kind's sound text can't."""

CASES = list(cases(tuple(KINDS.values()), TEXTS))


def batch(route: str, text: Text | Mapping[str, str], recipients: Sequence[str], *, tried: bool = False) -> Batch:
    """The same text for each of these recipients."""
    said = text if isinstance(text, Text) else Text.of(text)
    return Batch(route, [Message(recipient, said) for recipient in recipients], "r" * 40, tried)


def form(request: Request) -> list[tuple[str, str]]:
    """A form's fields as any server reads them."""
    return parse_qsl(
        request.body.decode("ascii"), keep_blank_values=True, strict_parsing=True, encoding="utf-8", errors="strict"
    )


def answer(http: int = 200, /, **body: object) -> Response:
    """An answer with this HTTP status, and this JSON object as its body."""
    return Response(http, orjson.dumps(body))
