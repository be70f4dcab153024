"""The rules that RongCloud's endpoints share: what may be wrong with a parameter's text (pure)."""

from collections.abc import Callable

from runner.emulator import pushext
from runner.emulator.contract import Params, Refusal
from runner.emulator.wire import fits, read_json

MOST_CONTENT = 128 * 1024

BUILT_IN = frozenset(
    f"RC:{name}"
    for name in (
        # user content
        *("TxtMsg", "VcMsg", "HQVCMsg", "ImgMsg", "GIFMsg", "ImgTextMsg", "FileMsg", "LBSMsg", "SightMsg"),
        *("ReferenceMsg", "CombineMsg"),
        # notifications and signals
        *("CmdMsg", "ContactNtf", "ProfileNtf", "InfoNtf", "GrpNtf", "chrmKVNotiMsg", "TypSts", "ReadNtf"),
    )
)
"""The built-in types that the pages list; an app's own must not begin like them (fact sheet B2)."""

Rule = Callable[[str, str], Refusal | None]
Rules = tuple[tuple[str, bool, Rule], ...]
"""Name, whether it is required, and what may be wrong with its text."""


def wrong(name: str, what: str) -> Refusal:
    """Code 1002 with the vendor's beginning of the words; the rest of them is not documented."""
    return Refusal(1002, f"ParamError:{name} {what}.")


def user_id(name: str, text: str) -> Refusal | None:
    """An id of 1 to 64 bytes."""
    if not text:
        return wrong(name, "is empty")
    return None if len(text.encode()) <= 64 else Refusal(1005, f"ParamError:{name} is longer than 64 bytes.")


def object_name(name: str, text: str) -> Refusal | None:
    """A message's type: 1 to 32 characters, and beginning with `RC:` only where it is built in."""
    if not text:
        return wrong(name, "is empty")
    if not fits(text, 32):
        return Refusal(1005, f"ParamError:{name} is longer than 32.")
    is_own = not text.startswith("RC:")
    return None if is_own or text in BUILT_IN else wrong(name, "begins with RC: and is not built in")


def among(*choices: str) -> Rule:
    """One of a few texts."""
    return lambda name, text: None if text in choices else wrong(name, f"is not {' or '.join(choices)}")


def switch(name: str, text: str) -> Refusal | None:
    """Its own Python SDK writes True, so case does not matter."""
    return None if text.lower() in ("true", "false") else wrong(name, "is not true or false")


def whole(least: int, most: int) -> Rule:
    """A whole number between two, themselves included."""

    def rule(name: str, text: str) -> Refusal | None:
        digits = text.removeprefix("-")
        fits = digits.isascii() and digits.isdecimal() and len(digits) <= 20 and least <= int(text) <= most
        return None if fits else wrong(name, f"is not a whole number from {least} to {most}")

    return rule


def push_ext(_name: str, text: str) -> Refusal | None:
    """The settings for each push channel: see pushext.py."""
    found = pushext.offence(text)
    return None if found is None else Refusal(1002, f"ParamError:{found}.")


def first_offence(rules: Rules, params: Params) -> Refusal | None:
    """What is wrong with the first parameter that breaks its rule; others are none of the vendor's business."""
    for name, required, rule in rules:
        text = params.get(name)
        found = (wrong(name, "is required") if required else None) if text is None else rule(name, text)
        if found is not None:
            return found
    return None


def content_offence(object_name: str, content: str) -> Refusal | None:
    """Built-in types carry a JSON object, custom ones what they like."""
    if not content:
        return wrong("content", "is required")
    if len(content) > MOST_CONTENT or (not content.isascii() and len(content.encode()) > MOST_CONTENT):
        return Refusal(1005, "ParamError:content is longer than 128k.")
    if object_name.startswith("RC:") and read_json(content, dict) is None:
        return wrong("content", f"of {object_name} is not a JSON object")
    return None
