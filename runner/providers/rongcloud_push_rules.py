"""What RongCloud documents about the inside of pushExt: titles, and settings by push channel. Pure. Source: R-SEED."""

from collections.abc import Callable, Iterator, Mapping

from runner.provider import Field, Rule
from runner.providers import constraints as must
from runner.providers.rongcloud_parameters import PUSH_EXT, VENDORS

_CHANNELS: Mapping[str, Field] = {vendor.name: vendor for vendor in VENDORS}
_START = {"fromUserId": "system", "toUserId": "u1", "objectName": "RC:TxtMsg", "content": '{"content":"hi"}'}


def _ext(params: must.Params) -> Mapping[str, object]:
    found = must.parsed(params["pushExt"]) if "pushExt" in params else {}
    return found if isinstance(found, dict) else {}


def _channels(params: must.Params) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The settings by channel that have the documented shape; another rule finds those that don't."""
    configs = _ext(params).get("pushConfigs")
    for item in configs if isinstance(configs, list) else ():
        for name, settings in item.items() if isinstance(item, dict) else ():
            if isinstance(settings, dict):
                yield name, settings


def _key(name: str, fits: Callable[[object], bool], said: str) -> must.Check:
    """A key of pushExt, where it is there."""

    def check(params: must.Params) -> str:
        ext = _ext(params)
        return "" if name not in ext or fits(ext[name]) else f"pushExt.{name} is {must.quoted(ext[name])}, not {said}"

    return check


def _setting(channel: str, name: str, fits: Callable[[object], bool], said: str) -> must.Check:
    """A setting of one channel, where it is there."""

    def check(params: must.Params) -> str:
        for found, settings in _channels(params):
            if found == channel and name in settings and not fits(settings[name]):
                return f"pushConfigs.{channel}.{name} is {must.quoted(settings[name])}, not {said}"
        return ""

    return check


def _among(*choices: object) -> Callable[[object], bool]:
    return lambda value: any(value == choice and type(value) is type(choice) for choice in choices)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_https(value: object) -> bool:
    return isinstance(value, str) and value.lower().startswith("https://")


def _is_upper(value: object) -> bool:
    return isinstance(value, str) and value.isupper()


def _is_short_title(value: object) -> bool:
    return isinstance(value, str) and must.utf16_units(value) <= 50


def _is_list_of_channels(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and len(item) == 1 and all(isinstance(settings, dict) for settings in item.values())
        for item in value
    )


def _known_keys(params: must.Params) -> str:
    known = [field.name for field in PUSH_EXT]
    strange = next((key for key in _ext(params) if key not in known), None)
    return f"pushExt has no {must.quoted(strange)}; it has {', '.join(known)}" if strange is not None else ""


def _known_channels(params: must.Params) -> str:
    strange = next((name for name, _ in _channels(params) if name not in _CHANNELS), None)
    return f"pushConfigs has no {must.quoted(strange)}; it has {', '.join(_CHANNELS)}" if strange is not None else ""


def _known_settings(params: must.Params) -> str:
    for channel, settings in _channels(params):
        known = [field.name for field in _CHANNELS[channel].fields] if channel in _CHANNELS else list(settings)
        for name in settings:
            if name not in known:
                return f"pushConfigs.{channel} has no {must.quoted(name)}; it has {', '.join(known)}"
    return ""


def _settings_are_texts(params: must.Params) -> str:
    """Those that another rule looks at are left to it."""
    for channel, settings in _channels(params):
        for field in _CHANNELS[channel].fields if channel in _CHANNELS else ():
            value = settings.get(field.name, "")
            if field.kind == "text" and not field.choices and not isinstance(value, str):
                return f"pushConfigs.{channel}.{field.name} is {must.quoted(value)}, not text"
    return ""


def _vivo_category_alone(params: must.Params) -> str:
    alone = any(
        name == "VIVO" and "category" in settings and "classification" not in settings
        for name, settings in _channels(params)
    )
    return "pushConfigs.VIVO has a category and no classification" if alone else ""


def _rule(number: int, sentence: str, check: must.Check, example: str) -> Rule:
    return Rule(f"RC{number:03}", ("pushExt",), sentence, "R-SEED", check, {**_START, "pushExt": example})


_IMPORTANCE = ("NORMAL", "LOW")
_LEVELS = ("passive", "active", "time-sensitive", "critical")
_HTTPS = "an https:// address"

PUSH_RULES: tuple[Rule, ...] = (
    _rule(18, "pushExt is a JSON object.", must.json_object("pushExt"), "title"),
    _rule(19, "pushExt has only the documented keys.", _known_keys, '{"Title":"hi"}'),
    _rule(
        20,
        "pushExt.title is text of at most 50 characters.",
        _key("title", _is_short_title, "text of at most 50 characters by UTF-16 units"),
        '{"title":"' + "t" * 51 + '"}',
    ),
    _rule(21, "pushExt.templateId is text.", _key("templateId", _is_text, "text"), '{"templateId":123456}'),
    _rule(
        22,
        "pushExt.forceShowPushContent is the number 0 or 1.",
        _key("forceShowPushContent", _among(0, 1), "the number 0 or 1"),
        '{"forceShowPushContent":true}',
    ),
    _rule(
        23,
        "pushExt.pushConfigs is an array of objects with one key each: [{CHANNEL: {…}}].",
        _key("pushConfigs", _is_list_of_channels, "an array of objects with one key each"),
        '{"pushConfigs":{"HW":{"channelId":"c"}}}',
    ),
    _rule(
        24,
        "pushConfigs has only the documented channels, spelled as documented.",
        _known_channels,
        '{"pushConfigs":[{"APNS":{"thread-id":"1"}}]}',
    ),
    _rule(
        25,
        "Each channel has only its documented settings.",
        _known_settings,
        '{"pushConfigs":[{"MI":{"channel_id":"c"}}]}',
    ),
    _rule(
        26,
        "The settings of a channel are texts.",
        _settings_are_texts,
        '{"pushConfigs":[{"OPPO":{"channelId":7}}]}',
    ),
    _rule(
        27,
        "HONOR.importance is NORMAL or LOW.",
        _setting("HONOR", "importance", _among(*_IMPORTANCE), "NORMAL or LOW"),
        '{"pushConfigs":[{"HONOR":{"importance":"HIGH"}}]}',
    ),
    _rule(
        28,
        "HONOR.image is an HTTPS address.",
        _setting("HONOR", "image", _is_https, _HTTPS),
        '{"pushConfigs":[{"HONOR":{"image":"http://example.com/i.png"}}]}',
    ),
    _rule(
        29,
        "HW.importance is NORMAL or LOW.",
        _setting("HW", "importance", _among(*_IMPORTANCE), "NORMAL or LOW"),
        '{"pushConfigs":[{"HW":{"importance":"normal"}}]}',
    ),
    _rule(
        30,
        "HW.image is an HTTPS address.",
        _setting("HW", "image", _is_https, _HTTPS),
        '{"pushConfigs":[{"HW":{"image":"http://example.com/i.png"}}]}',
    ),
    _rule(
        31,
        "HW.category is written in capitals.",
        _setting("HW", "category", _is_upper, "in capitals"),
        '{"pushConfigs":[{"HW":{"category":"im"}}]}',
    ),
    _rule(
        32,
        "VIVO.classification is 0 or 1.",
        _setting("VIVO", "classification", _among(0, 1, "0", "1"), "0 or 1"),
        '{"pushConfigs":[{"VIVO":{"classification":2}}]}',
    ),
    _rule(
        33,
        "VIVO.category needs the classification that it belongs to.",
        _vivo_category_alone,
        '{"pushConfigs":[{"VIVO":{"category":"IM"}}]}',
    ),
    _rule(
        34,
        "APNs.interruption-level is passive, active, time-sensitive or critical.",
        _setting("APNs", "interruption-level", _among(*_LEVELS), ", ".join(_LEVELS[:-1]) + " or " + _LEVELS[-1]),
        '{"pushConfigs":[{"APNs":{"interruption-level":"high"}}]}',
    ),
    _rule(
        35,
        "OHOS.image is an HTTPS address.",
        _setting("OHOS", "image", _is_https, _HTTPS),
        '{"pushConfigs":[{"OHOS":{"image":"http://example.com/i.png"}}]}',
    ),
)
