"""What RongCloud documents about the inside of pushExt: titles, and settings by push channel. Pure. Source: R-SEED."""

from runner.inside import together
from runner.providers import constraints as must
from runner.providers.rongcloud_parameters import LONGEST_TITLE, PUSH_EXT
from runner.providers.rongcloud_push_ext import (
    CHANNELS,
    Fault,
    among,
    channels,
    configs_of,
    key,
    keys_of,
    push_ext,
    rule,
    setting,
    settings_of,
)
from runner.rule import Params, Rule

_TITLE = "pushExt.title"
_KNOWN = {name: tuple(field.name for field in channel.fields) for name, channel in CHANNELS.items()}
_KEYS = tuple(field.name for field in PUSH_EXT)
_CALLED = {field.about.removesuffix("."): name for name, field in CHANNELS.items()}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_https(value: object) -> bool:
    return isinstance(value, str) and value.lower().startswith("https://")


def _is_upper(value: object) -> bool:
    return isinstance(value, str) and value.isupper()


def _is_switch(value: object) -> bool:
    """1.0 is the number 1: JSON knows one kind of them."""
    return not isinstance(value, bool) and value in (0, 1)


def _is_class(value: object) -> bool:
    """The page's table says Number, and its example has a text."""
    return not isinstance(value, bool) and value in (0, 1, "0", "1")


def _no_object(params: Params) -> Fault | None:
    what = must.json_object("pushExt")(params)
    return Fault(what, ()) if what else None


def _long_title(params: Params) -> Fault | None:
    title = push_ext(params).get("title", "")
    if not isinstance(title, str):
        return Fault(f"{_TITLE} is {must.quoted(title)}, not text", ("title",))
    what = must.too_long(_TITLE, title, LONGEST_TITLE)
    return Fault(what, ("title",)) if what else None


def _perhaps_long_title(params: Params) -> Fault | None:
    title = push_ext(params).get("title")
    what = must.maybe_too_long(_TITLE, title, LONGEST_TITLE) if isinstance(title, str) else ""
    return Fault(what, ("title",)) if what else None


def _misshapen(params: Params) -> Fault | None:
    configs = push_ext(params).get("pushConfigs", [])
    if not isinstance(configs, list):
        what = f"pushExt.pushConfigs is {must.quoted(configs)}, not an array of objects with one key each"
        return Fault(what, ("pushConfigs",))
    for number, item in enumerate(configs):
        if not (isinstance(item, dict) and len(item) == 1 and isinstance(next(iter(item.values())), dict)):
            what = f"pushConfigs[{number}] is {must.quoted(item)}, not an object with one key: {{CHANNEL: {{…}}}}"
            return Fault(what, ("pushConfigs", number))
    return None


def _unknown_key(params: Params) -> Fault | None:
    for name in push_ext(params):
        if name not in _KEYS:
            return Fault(must.strange("pushExt", name, _KEYS), (name,))
    return None


def _unknown_channel(params: Params) -> Fault | None:
    for found in channels(params):
        if found.name not in CHANNELS:
            return Fault(must.strange("pushConfigs", found.name, CHANNELS, _CALLED), found.path)
    return None


def _unknown_setting(params: Params) -> Fault | None:
    for channel, settings, path in channels(params):
        known = _KNOWN.get(channel)
        for name in settings:
            if known is not None and name not in known:
                return Fault(must.strange(f"pushConfigs.{channel}", name, known), (*path, name))
    return None


def _setting_without_text(params: Params) -> Fault | None:
    """Those that another rule looks at are left to it."""
    for found in channels(params):
        if all(isinstance(value, str) for value in found.settings.values()):
            continue
        for field in CHANNELS[found.name].fields if found.name in CHANNELS else ():
            value = found.settings.get(field.name, "")
            if field.kind == "text" and not field.choices and not isinstance(value, str):
                return found.fault(field.name, ", not text")
    return None


def _vivo_category_alone(params: Params) -> Fault | None:
    for channel, settings, path in channels(params):
        if channel == "VIVO" and "category" in settings and "classification" not in settings:
            return Fault("pushConfigs.VIVO has a category and no classification", (*path, "category"))
    return None


_IMPORTANCE = ("NORMAL", "LOW")
_LEVELS = ("passive", "active", "time-sensitive", "critical")
_HTTPS = "an https:// address"

_OWN_RULES = (
    rule(18, "pushExt is a JSON object.", _no_object, "title"),
    rule(19, "pushExt has only the documented keys.", _unknown_key, '{"Title":"hi"}', severity="warning"),
    rule(
        20,
        "pushExt.title is text of at most 50 characters.",
        _long_title,
        '{"title":"' + "t" * (LONGEST_TITLE + 1) + '"}',
        doubt=_perhaps_long_title,
        keys=("title",),
    ),
    rule(
        21,
        "pushExt.templateId is text.",
        key("templateId", _is_text, "text"),
        '{"templateId":123456}',
        keys=("templateId",),
    ),
    rule(
        22,
        "pushExt.forceShowPushContent is the number 0 or 1.",
        key("forceShowPushContent", _is_switch, "the number 0 or 1"),
        '{"forceShowPushContent":true}',
        keys=("forceShowPushContent",),
    ),
)
_CHANNEL_RULES = (
    rule(
        23,
        "pushExt.pushConfigs is an array of objects with one key each: [{CHANNEL: {…}}].",
        _misshapen,
        '{"pushConfigs":{"HW":{"channelId":"c"}}}',
    ),
    rule(
        24,
        "pushConfigs has only the documented channels, spelled as documented.",
        _unknown_channel,
        '{"pushConfigs":[{"APNS":{"thread-id":"1"}}]}',
    ),
    rule(
        25,
        "Each channel has only its documented settings.",
        _unknown_setting,
        '{"pushConfigs":[{"MI":{"channel_id":"c"}}]}',
    ),
    rule(
        26,
        "The settings of a channel are texts.",
        _setting_without_text,
        '{"pushConfigs":[{"OPPO":{"channelId":7}}]}',
    ),
    rule(
        27,
        "HONOR.importance is NORMAL or LOW.",
        setting("HONOR", "importance", among(*_IMPORTANCE), "NORMAL or LOW"),
        '{"pushConfigs":[{"HONOR":{"importance":"HIGH"}}]}',
        keys=(("HONOR", "importance"),),
    ),
    rule(
        28,
        "HONOR.image is an HTTPS address.",
        setting("HONOR", "image", _is_https, _HTTPS),
        '{"pushConfigs":[{"HONOR":{"image":"http://example.com/i.png"}}]}',
        keys=(("HONOR", "image"),),
    ),
    rule(
        29,
        "HW.importance is NORMAL or LOW.",
        setting("HW", "importance", among(*_IMPORTANCE), "NORMAL or LOW"),
        '{"pushConfigs":[{"HW":{"importance":"normal"}}]}',
        keys=(("HW", "importance"),),
    ),
    rule(
        30,
        "HW.image is an HTTPS address.",
        setting("HW", "image", _is_https, _HTTPS),
        '{"pushConfigs":[{"HW":{"image":"http://example.com/i.png"}}]}',
        keys=(("HW", "image"),),
    ),
    rule(
        31,
        "HW.category is written in capitals.",
        setting("HW", "category", _is_upper, "in capitals"),
        '{"pushConfigs":[{"HW":{"category":"im"}}]}',
        keys=(("HW", "category"),),
    ),
    rule(
        32,
        "VIVO.classification is 0 or 1.",
        setting("VIVO", "classification", _is_class, "0 or 1"),
        '{"pushConfigs":[{"VIVO":{"classification":2}}]}',
        keys=(("VIVO", "classification"),),
    ),
    rule(
        33,
        "VIVO.category needs the classification that it belongs to.",
        _vivo_category_alone,
        '{"pushConfigs":[{"VIVO":{"category":"IM"}}]}',
        keys=(("VIVO", "category"),),
    ),
    rule(
        34,
        "APNs.interruption-level is passive, active, time-sensitive or critical.",
        setting("APNs", "interruption-level", among(*_LEVELS), ", ".join(_LEVELS[:-1]) + " or " + _LEVELS[-1]),
        '{"pushConfigs":[{"APNs":{"interruption-level":"high"}}]}',
        keys=(("APNs", "interruption-level"),),
    ),
    rule(
        35,
        "OHOS.image is an HTTPS address.",
        setting("OHOS", "image", _is_https, _HTTPS),
        '{"pushConfigs":[{"OHOS":{"image":"http://example.com/i.png"}}]}',
        keys=(("OHOS", "image"),),
    ),
)
PUSH_RULES: tuple[Rule, ...] = (
    *together("pushExt", _OWN_RULES, keys_of),
    *together("pushExt", _CHANNEL_RULES, settings_of, configs_of),
)
