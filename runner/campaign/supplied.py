"""What a target says of a campaign's `provider` in the campaign's stead. Pure."""

from collections.abc import Iterable, Mapping

from runner.campaign.endpoints import EMULATOR
from runner.campaign.project_fields import LOCAL, SUPPLIED, TARGET_PROVIDER
from runner.campaign.reading import Entry, Reading, entries
from runner.campaign.values import Wrong, campaign_name
from runner.provider import ProviderType
from runner.source import MapNode, Scalar


def supplied(
    reading: Reading, section: Entry, found: Mapping[str, Entry], kind: ProviderType | None
) -> dict[str, Entry]:
    """The entries of `provider` with those that the target has; what the target lacks stays the campaign's."""
    target = reading.target
    merged = {**found, **(_emulated(section, found, kind) if target.emulated else {})}
    name = _name(reading, found)
    if name in target.providers:
        node = target.providers[name]
        theirs = entries(reading, TARGET_PROVIDER, node, node.place)
        _check_type(reading, theirs, name, found)
        merged.update({field: theirs[field] for field in SUPPLIED if field in theirs})
    return merged


def lacking(section: Entry, found: Mapping[str, Entry], names: Iterable[str]) -> list[str]:
    """Which of these neither the campaign nor the target says, even wrongly."""
    typed = {key.text for key, _ in section.node.items} if isinstance(section.node, MapNode) else set(names)
    return [name for name in names if name not in typed and name not in found]


def where_to_say(reading: Reading, todo: str) -> str:
    """What to do about a missing value, where a target could give it too."""
    if not reading.target.name:
        return todo
    return f"{todo}; or give it to the target: targets.{reading.target.name}.providers in project.yaml"


def _emulated(section: Entry, found: Mapping[str, Entry], kind: ProviderType | None) -> dict[str, Entry]:
    """The built-in emulator, and credentials that it takes; a secret only where there would be one."""
    said = {"endpoint": EMULATOR, "app_key": LOCAL}
    if (kind and kind.signs) or "app_secret" in found:
        said["app_secret"] = LOCAL
    place = section.key.place
    return {name: Entry(Scalar(name, place), Scalar(text, place)) for name, text in said.items()}


def _name(reading: Reading, found: Mapping[str, Entry]) -> str:
    """The name of the target's provider that the campaign uses; complains where the target has none of that name."""
    use, type_ = (found[name].node if name in found else None for name in ("use", "type"))
    if not isinstance(use, Scalar):
        return type_.text if isinstance(type_, Scalar) else ""
    target = reading.target
    if isinstance(wrong := campaign_name(use.text), Wrong):
        reading.complain(use.place, f"use: {wrong.what.replace('a campaign', 'a provider')}", wrong.todo)
    elif target.name and not target.emulated and use.text not in target.providers:
        names = ", ".join(target.providers) or "none"
        todo = f"add it in project.yaml under targets.{target.name}.providers (there: {names})"
        reading.complain(use.place, f"the target {target.name} has no provider `{use.text}`", todo)
    return use.text


def _check_type(reading: Reading, theirs: Mapping[str, Entry], name: str, found: Mapping[str, Entry]) -> None:
    """An account of one vendor is none of another; without `type` it is of the vendor that it is named after."""
    said, mine, use = (
        entry.node if entry else None for entry in (theirs.get("type"), found.get("type"), found.get("use"))
    )
    if not isinstance(mine, Scalar) or (said is None and name == mine.text):
        return
    vendor, place = (said.text, said.place) if isinstance(said, Scalar) else (name, (use or mine).place)
    if vendor not in reading.providers and said is None:
        todo = f"add `type` to it in project.yaml, under targets.{reading.target.name}.providers"
        reading.complain(place, f"`{name}` doesn't say whose account it is", todo)
    elif vendor != mine.text:
        what = f"`{name}` is an account of {vendor}, and {reading.shown} is for {mine.text}"
        reading.complain(place, what, "choose another account with `provider.use`")
