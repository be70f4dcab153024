"""NetEase V2's rules at their bounds, inside its JSON parameters as well; and where the fault lies."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.providers.netease_v2 import NeteaseV2
from runner.providers.netease_v2_parameters import NOTIFICATION_CONFIG, PUSH_CONFIG, ROUTE_CONFIG
from runner.rule import Finding, Rule, findings

FORCED = {"push_content": "hi", "push_forcepush_enable": True}
INNER = {"notification_config": NOTIFICATION_CONFIG, "route_config": ROUTE_CONFIG, "push_config": PUSH_CONFIG}
FIELDS = [(name, field) for name, fields in INNER.items() for field in fields]
WITHIN = [rule for rule in NeteaseV2.rules if rule.within]


def found(**more: str) -> list[Finding]:
    return findings(NeteaseV2.rules, {**NeteaseV2.sound, **more})


def told(**more: str) -> list[tuple[str, str]]:
    return [(one.rule.id, one.severity) for one in found(**more)]


def pushed(config: Mapping[str, object], kind: str = "1") -> list[tuple[str, str]]:
    return told(type=kind, push_config=json.dumps(config, ensure_ascii=False))


@pytest.mark.parametrize(
    "more",
    [
        {"sender_id": "a_-.@Z9" + "x" * 25},
        {"receiver_id": "T" * 32},
        {"receiver_id": "team:6300001" + "1" * 40, "type": "2"},
        {"content": "x" * 4096},
        {"content": "any text, no JSON"},
        {"content": "😀" * 2048},
        {"sound": "s" * 30},
        {"notification_config": '{"offline_enabled":false,"unread_enabled":true}'},
        {"route_config": '{"route_enabled":false,"route_environment":"' + "e" * 100 + '"}'},
        {"push_config": "{}"},
    ],
)
def test_sound(more: dict[str, str]) -> None:
    assert told(**more) == []


@pytest.mark.parametrize(
    "config",
    [
        {"push_enabled": False, "push_nick_enabled": False},
        {"push_content": "推" * 500},
        {"push_payload": "{}"},
        {"push_payload": {"pushTitle": "p" * (2048 - len('{"pushTitle":""}'))}},
        {"push_payload": '"' + "p" * 2046 + '"'},
        {"push_payload": []},
        {"push_forcepush_enable": True, "push_forcepush_content": "f" * 500},
        {"push_payload": 7},
        {"push_payload": True},
        {"push_forcepush_content": "hi"},
        FORCED,
    ],
)
def test_sound_push_configs(config: dict[str, object]) -> None:
    assert pushed(config) == []


@pytest.mark.parametrize("kind", ["2", "3"])
def test_sound_forced_pushes_to_teams(kind: str) -> None:
    assert pushed({**FORCED, "push_forcepush_all": True}, kind) == []
    assert pushed({**FORCED, "push_forcepush_all": False, "push_forcepush_ids": ["u1"] * 100}, kind) == []


@pytest.mark.parametrize("accid", ["li lei", "李雷", "a/b", "a+b", "a\n", "a:b"])
def test_accids_have_a_grammar(accid: str) -> None:
    assert told(sender_id=accid, receiver_id=accid) == [("NE103", "error"), ("NE106", "error")]


@pytest.mark.parametrize("payload", ["no JSON", "", "{pushTitle: x}", "NaN"])
def test_a_payload_is_json_or_holds_it(payload: object) -> None:
    assert pushed({"push_payload": payload}) == [("NE122", "error")]


@pytest.mark.parametrize(
    "payload", [{"pushTitle": "p" * 2033}, ["x" * 2045], '"' + "p" * 2047 + '"', {"a": "😀" * 2048}]
)
def test_a_payload_is_measured_as_it_is_sent(payload: object) -> None:
    assert pushed({"push_payload": payload}) == [("NE123", "error")]


@pytest.mark.parametrize(("key", "rule"), [("push_content", "NE121"), ("push_forcepush_content", "NE124")])
def test_texts_are_in_doubt_where_only_utf16_units_are_over(key: str, rule: str) -> None:
    assert pushed({key: "😀" * 250}) == []
    assert pushed({key: "😀" * 251}) == [(rule, "warning")]
    assert pushed({key: "😀" * 501}) == [(rule, "error")]
    within = next(one.within for one in NeteaseV2.rules if one.id == rule)
    assert within is not None
    assert within({"push_config": json.dumps({key: "😀" * 251})}) == (key,)


def test_a_payload_is_in_doubt_where_only_utf16_units_are_over() -> None:
    assert pushed({"push_payload": {"a": "😀" * 1030}}) == [("NE123", "warning")]


@pytest.mark.parametrize("ids", ["u1", ["u1", 7], {}, True])
def test_ids_are_an_array_of_texts(ids: object) -> None:
    assert pushed({**FORCED, "push_forcepush_ids": ids}, "2") == [("NE125", "error")]


def test_ids_are_a_hundred_at_most() -> None:
    assert pushed({**FORCED, "push_forcepush_ids": ["u1"] * 101}, "2") == [("NE126", "error")]


@pytest.mark.parametrize(
    ("kind", "config", "rules"),
    [
        ("1", {**FORCED, "push_forcepush_all": True}, ["NE128"]),
        ("1", {**FORCED, "push_forcepush_all": False}, []),
        ("1", {**FORCED, "push_forcepush_ids": []}, ["NE128"]),
        ("2", {**FORCED, "push_forcepush_all": True, "push_forcepush_ids": []}, ["NE129"]),
        ("2", {"push_forcepush_enable": False, "push_forcepush_ids": []}, ["NE130"]),
        ("2", {"push_forcepush_all": True}, ["NE130"]),
        ("1", {"push_forcepush_enable": True, "push_content": ""}, ["NE131"]),
        ("1", {"push_forcepush_enable": True, "push_payload": {}}, ["NE131"]),
        ("1", {"push_title": "hi"}, ["NE127"]),
        ("1", {"push\ntitle": "hi"}, ["NE127"]),
    ],
)
def test_what_is_taken_but_not_done_is_a_warning(kind: str, config: dict[str, object], rules: list[str]) -> None:
    assert pushed(config, kind) == [(rule, "warning") for rule in rules]


def test_a_payload_alone_is_delivered_unlike_in_v1() -> None:
    assert pushed({"push_payload": {"pushTitle": "hi"}}) == []


@pytest.mark.parametrize("name", INNER)
@pytest.mark.parametrize("text", ["[]", "7", "no", ""])
def test_only_one_rule_minds_that_it_is_no_object(name: str, text: str) -> None:
    (one,) = found(**{name: text})
    assert one.what.endswith("not a JSON object")


@pytest.mark.parametrize(("name", "key"), [(name, field.name) for name, field in FIELDS])
def test_every_documented_key_has_a_rule_that_minds_its_type_and_says_where(name: str, key: str) -> None:
    params = {name: json.dumps({key: 7 if key != "push_payload" else "no"})}
    (one,) = [one for one in found(**params) if one.severity == "error"]
    assert one.what.startswith(f"{name}.{key} is {7 if key != 'push_payload' else 'no'!r}, not ")
    assert one.rule.within is not None
    assert one.rule.within(params) == (key,)


@pytest.mark.parametrize(("name", "key"), [(name, field.name) for name, field in FIELDS])
def test_null_is_as_good_as_left_out(name: str, key: str) -> None:
    assert found(**{name: json.dumps({key: None})}) == []
    assert found(**{name: "null"}) == []


def test_every_length_of_a_key_has_a_rule() -> None:
    for name, field in FIELDS:
        if field.longest:
            over = json.dumps({field.name: json.dumps("x" * field.longest)})
            assert [one.what.startswith(f"{name}.{field.name} has ") for one in found(**{name: over})] == [True]


@pytest.mark.parametrize("name", INNER)
def test_other_keys_are_a_warning(name: str) -> None:
    (one,) = found(**{name: '{"Volume\\n":7}'})
    assert one.severity == "warning"
    assert one.what.startswith(f"{name} has no 'Volume\\n'; it has ")


@pytest.mark.parametrize("rule", WITHIN, ids=[rule.id for rule in WITHIN])
def test_a_fault_lies_where_something_is_and_nowhere_in_what_is_sound(rule: Rule) -> None:
    assert rule.within is not None
    (key,) = rule.within(rule.example)
    assert key in json.loads(rule.example[rule.params[0]])
    assert rule.within(NeteaseV2.sound) == ()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
configs = st.dictionaries(st.sampled_from([field.name for _, field in FIELDS]), anything).map(json.dumps)


@given(
    st.fixed_dictionaries(
        {}, optional={"type": st.sampled_from(["1", "2", "x"]), **{name: configs | st.text() for name in INNER}}
    )
)
def test_rules_say_one_short_line_of_anything(params: dict[str, str]) -> None:
    for rule, severity, what in findings(NeteaseV2.rules, params):
        assert "\n" not in what
        assert len(what) < 300
        if rule.within and not what.endswith("not a JSON object"):
            assert len(rule.within(params)) == 1, severity


@given(
    anything.filter(lambda payload: payload is not None and not isinstance(payload, str))
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(2**64, 2**70)
)
def test_a_payload_that_is_no_text_is_sound_while_it_is_short(payload: object) -> None:
    compact = json.dumps({"push_payload": payload}, separators=(",", ":"))
    assert [rule for rule, _ in pushed({"push_payload": payload}) if rule in {"NE122", "NE123"}] == []
    assert [rule for rule, _ in told(push_config=compact) if rule in {"NE122", "NE123"}] == []


@pytest.mark.parametrize(("digits", "rules"), [(2046, []), (2047, [("NE123", "error")])])
def test_a_long_payload_is_measured_exactly_as_it_is_sent(digits: int, rules: list[tuple[str, str]]) -> None:
    assert told(push_config='{"push_payload":["' + "p" * (digits - 2) + '"]}') == rules
    assert told(push_config='{"push_payload":[1],"push_payload":["' + "p" * (digits - 2) + '"]}') == rules
