"""What RongCloud accepts, though it won't do what was meant: warnings about a system notification. Pure."""

import re

from runner.providers import constraints as must
from runner.providers.rongcloud_push_ext import START, Fault, Fits, any_of, channels, rule, setting
from runner.providers.rongcloud_types import pushes_unasked
from runner.rule import Check, Params, Rule

ABOUT_SENDER = "RC049"
COUNT, MSG_RANDOM = must.integer("count", -1, 9999), must.integer("msgRandom", -(2**63), 2**63 - 1)

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
_IMAGE = re.compile(r"\.(png|jpe?g|bmp|gif|webp|svg|avif|heic|tiff?|ico)(?:[?#]|$)", re.IGNORECASE)


def _unpushed(params: Params) -> str:
    name = params.get("objectName", "")
    if not name or pushes_unasked(name) or params.get("pushContent") or params.get("disablePush") == "true":
        return ""
    return (
        f"objectName {must.quoted(name)} pushes only with a pushContent, and there is none: who is offline gets no push"
    )


def _void_push_ext(params: Params) -> str:
    void = params.get("disablePush") == "true" and "pushExt" in params
    return "disablePush is true, so pushExt has no effect" if void else ""


def _count_for_many(params: Params) -> str:
    if "count" not in params or COUNT(params):
        return ""
    return (
        "count works only in a request to one recipient, and a request here may go to 100: then it has no sure effect"
    )


def _one_number_for_all(params: Params) -> str:
    if "msgRandom" not in params or MSG_RANDOM(params):
        return ""
    return (
        "msgRandom is the same in every request with this text: where the app has that service enabled, the vendor "
        "refuses a second one within a minute"
    )


def _sender_without_token(params: Params) -> str:
    if not params.get("fromUserId"):
        return ""
    return "fromUserId must have had a token issued, or a push shows no sender; this can't be checked offline"


def _hidden_image(params: Params) -> Fault | None:
    for channel, settings, path in channels(params):
        if channel == "HONOR" and settings.get("importance") == "LOW" and "image" in settings:
            return Fault("pushConfigs.HONOR.importance is LOW, so its image is not shown", (*path, "image"))
    return None


def _is_url(value: object) -> bool:
    return not isinstance(value, str) or bool(_URL.fullmatch(value))


def _image(*formats: str) -> Fits:
    """An address that doesn't end like an image of another format."""

    def fits(value: object) -> bool:
        ending = _IMAGE.search(value) if isinstance(value, str) else None
        return ending is None or ending[1].lower() in formats

    return fits


def _warning(number: int, params: tuple[str, ...], sentence: str, source: str, broken: Check, **example: str) -> Rule:
    return Rule(f"RC{number:03}", params, sentence, source, broken, {**START, **example}, severity="warning")


WARNINGS: tuple[Rule, ...] = (
    _warning(
        41,
        ("objectName", "pushContent", "disablePush"),
        "A notification, a signal or a type of your own pushes only with a pushContent.",
        "R-SEED",
        _unpushed,
        objectName="App:Note",
    ),
    _warning(
        42,
        ("disablePush", "pushExt"),
        "pushExt has no effect where disablePush is true.",
        "R-SEED",
        _void_push_ext,
        disablePush="true",
        pushExt='{"title":"hi"}',
    ),
    rule(
        43,
        "HONOR.image is not shown where HONOR.importance is LOW.",
        _hidden_image,
        '{"pushConfigs":[{"HONOR":{"importance":"LOW","image":"https://example.com/i.png"}}]}',
        severity="warning",
    ),
    rule(
        44,
        "MI.large_icon_uri, FCM.imageUrl and APNs.richMediaUri are URLs.",
        any_of(
            setting("MI", "large_icon_uri", _is_url, "a URL"),
            setting("FCM", "imageUrl", _is_url, "a URL"),
            setting("APNs", "richMediaUri", _is_url, "a URL"),
        ),
        '{"pushConfigs":[{"FCM":{"imageUrl":"image.png"}}]}',
        severity="warning",
    ),
    rule(
        45,
        "MI.large_icon_uri is a png or jpg image.",
        setting("MI", "large_icon_uri", _image("png", "jpg", "jpeg"), "png or jpg"),
        '{"pushConfigs":[{"MI":{"large_icon_uri":"https://example.com/i.webp"}}]}',
        severity="warning",
    ),
    rule(
        46,
        "OHOS.image is a png, jpg, jpeg or bmp image.",
        setting("OHOS", "image", _image("png", "jpg", "jpeg", "bmp"), "png, jpg, jpeg or bmp"),
        '{"pushConfigs":[{"OHOS":{"image":"https://example.com/i.gif"}}]}',
        severity="warning",
    ),
    _warning(
        47,
        ("count",),
        "count works only in a request to one recipient; a request here carries up to 100.",
        "R-PY",
        _count_for_many,
        count="1",
    ),
    _warning(
        48,
        ("msgRandom",),
        "msgRandom is one number for every request with a text, and repeats are refused where the app has it enabled.",
        "R-JAVA",
        _one_number_for_all,
        msgRandom="7",
    ),
    Rule(
        ABOUT_SENDER,
        ("fromUserId",),
        "fromUserId must have had a token issued, or a push shows no sender; this can't be checked offline.",
        "R-SEED",
        _sender_without_token,
        START,
        severity="warning",
        once=True,
    ),
)
