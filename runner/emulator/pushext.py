"""RongCloud's pushExt, the settings for each push channel, as the page of system messages lists them (pure)."""

from collections.abc import Mapping
from typing import Any

from runner.emulator.wire import fits, read_json

CHANNELS: Mapping[str, frozenset[str]] = {
    "MI": frozenset({"channelId", "large_icon_uri"}),
    "HONOR": frozenset({"importance", "image"}),
    "HW": frozenset({"channelId", "importance", "image", "category"}),
    "OPPO": frozenset({"channelId"}),
    "VIVO": frozenset({"classification", "category"}),
    "APNs": frozenset({"thread-id", "apns-collapse-id", "richMediaUri", "interruption-level"}),
    "FCM": frozenset({"channelId", "collapse_key", "imageUrl"}),
    "OHOS": frozenset({"category", "image"}),
}
"""The channels and fields of the page's table. Whether others are refused isn't documented: here they are."""
SECURE = frozenset({("HONOR", "image"), ("HW", "image"), ("OHOS", "image")})
"""The page wants https for these."""
MOST_TITLE = 50

# Only what the page gives a closed list for; the page's table and its example differ on VIVO's type.
_CHOICES: Mapping[tuple[str, str], tuple[object, ...]] = {
    ("HONOR", "importance"): ("NORMAL", "LOW"),
    ("HW", "importance"): ("NORMAL", "LOW"),
    ("VIVO", "classification"): (0, 1, "0", "1"),
    ("APNs", "interruption-level"): ("passive", "active", "time-sensitive", "critical"),
}


def offence(text: str) -> str | None:
    """What is wrong with a pushExt, as a path into it; None when nothing is."""
    ext = read_json(text, dict)
    if ext is None:
        return "pushExt is not a JSON object"
    title = ext.get("title", "")
    if not isinstance(title, str) or not fits(title, MOST_TITLE):
        return f"pushExt.title is longer than {MOST_TITLE} characters or no text"
    if not isinstance(ext.get("templateId", ""), str):
        return "pushExt.templateId is no text"
    force = ext.get("forceShowPushContent", 0)
    if isinstance(force, bool) or force not in (0, 1):
        return "pushExt.forceShowPushContent is not 0 or 1"
    return _configs_offence(ext.get("pushConfigs", []))


def _configs_offence(configs: Any) -> str | None:
    if not isinstance(configs, list):
        return "pushExt.pushConfigs is not an array"
    for config in configs:
        if not isinstance(config, dict) or len(config) != 1:
            return "pushExt.pushConfigs: each item is an object of one channel"
        ((channel, fields),) = config.items()
        found = _channel_offence(channel, fields)
        if found is not None:
            return found
    return None


def _channel_offence(channel: str, fields: Any) -> str | None:
    if channel not in CHANNELS:
        return f"pushExt.pushConfigs: unknown channel {channel}"
    if not isinstance(fields, dict):
        return f"pushExt.pushConfigs.{channel} is not an object"
    found = next((what for name, value in fields.items() if (what := _field_offence(channel, name, value))), "")
    if found:
        return f"pushExt.pushConfigs.{channel}{found}"
    category = fields.get("category")
    if channel == "HW" and category is not None and not category.isupper():
        return "pushExt.pushConfigs.HW.category is not in capitals"
    if channel == "VIVO" and category is not None and "classification" not in fields:
        return "pushExt.pushConfigs.VIVO.category needs its classification"
    return None


def _field_offence(channel: str, name: str, value: Any) -> str:
    if name not in CHANNELS[channel]:
        return f": unknown field {name}"
    choices = _CHOICES.get((channel, name))
    if value not in choices or isinstance(value, bool) if choices else not isinstance(value, str):
        return f".{name} has a value that the page does not list"
    if (channel, name) in SECURE and not value.lower().startswith("https://"):
        return f".{name} is no https address"
    return ""
