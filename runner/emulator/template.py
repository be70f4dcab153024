"""RongCloud's publish_template.json: its JSON body, and what each user gets once the tokens are replaced (pure)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from runner.emulator.contract import Params
from runner.emulator.wire import read_json


class Asked(NamedTuple):
    """A template call with every list as long as `recipients`; push lists are empty where nothing is pushed."""

    recipients: list[str]
    shared: dict[str, str]
    content: str
    values: list[dict[str, str]]
    push_content: list[str]
    push_data: list[str]


def read(body: bytes, content_type: str) -> Asked | str:
    """The call, or what is wrong with the shape of its body."""
    asked = read_json(body, dict) if content_type.lower().startswith("application/json") else None
    if asked is None:
        return "the body is not a JSON object"
    texts = {name: asked.pop(name, None) for name in ("toUserId", "values", "pushContent", "pushData")}
    offence = _lists_offence(texts["toUserId"], texts["values"], texts["pushContent"], texts["pushData"])
    if offence is not None:
        return offence
    shared = {name: text for name, value in asked.items() if (text := _as_text(value)) is not None}
    odd = next((name for name in asked if name not in shared), None)
    if odd is not None:
        return f"{odd} has the wrong type"
    if not isinstance(asked.get("content"), str):
        return "content is required"
    push = texts["pushContent"], texts["pushData"] or []
    return Asked(texts["toUserId"], shared, shared.pop("content"), texts["values"], *push)


def _lists_offence(recipients: Any, values: Any, push_content: Any, push_data: Any) -> str | None:
    if not _are_texts(recipients):
        return "toUserId is not an array of texts"
    if not isinstance(values, list) or not all(
        isinstance(tokens, dict) and _are_texts(list(tokens.values())) for tokens in values
    ):
        return "values is not an array of objects of texts"
    if not _are_texts(push_content):
        return "pushContent is not an array of texts"
    if push_data is not None and not _are_texts(push_data):
        return "pushData is not an array of texts"
    return _lengths_offence(len(recipients), len(values), len(push_content), len(push_data or []))


def _lengths_offence(recipients: int, values: int, push_content: int, push_data: int) -> str | None:
    if values != recipients:
        return f"values has {values} items for {recipients} users"
    # The official Python SDK sends [] where no text is given, so none at all is legal; some are not.
    if push_content not in (0, recipients):
        return f"pushContent has {push_content} items for {recipients} users"
    if push_data not in (0, recipients):
        return f"pushData has {push_data} items for {recipients} users"
    return None


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _as_text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else None


def paste(asked: Asked) -> list[tuple[str, Params]]:
    """What each user gets."""
    return [(user, _params_of(asked, place)) for place, user in enumerate(asked.recipients)]


def _params_of(asked: Asked, place: int) -> Params:
    tokens = asked.values[place]
    params = {**asked.shared, "content": _replace(asked.content, tokens)}
    if asked.push_content:
        params["pushContent"] = _replace(asked.push_content[place], tokens)
    if asked.push_data:
        params["pushData"] = _replace(asked.push_data[place], tokens)
    return params


def _replace(text: str, tokens: Mapping[str, str]) -> str:
    """One token after the other, so a value that holds another token shows: the vendor documents no order."""
    for token, value in tokens.items():
        text = text.replace(token, value) if token else text
    return text
