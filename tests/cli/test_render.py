"""`campaign render`: what it shows is what arrives."""

import json
import random
import subprocess
from collections.abc import Callable

import pytest

from tests.cli.projects import Project, netease, rongcloud
from tests.emulator.callers import Emulated

MANY = 300
SHOWN = 30
LIST = "{file: ../recipients/all.jsonl, id: user_id}"
PIECES = (
    '"', "'", '\\"', "\\", "\\n", "\\u0041", "\\\\", "\n", "\r\n", "\t", "\b\f", "\x00", "\x1f", "\x1b[31m", "/",
    "{t1}", "{t0_3}", "{{", "}}", "{% raw %}", "{c}", "${HOME}", "%7B", "&amp;", "a=b&c=d+e", "<script>", "\x7f",
    "王伟", "龘𠮷", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇨🇳", "e\u0301", "\u00a0", "\u200b", "\u202e", "\ufeff", "\u2028", "\U0010ffff",
    "日本語", "مرحبا",
)  # fmt: skip


def texts(n: int) -> list[str]:
    """As many different texts, each of a few of the awkward pieces."""
    chance = random.Random(5)
    return [f"{number}: {''.join(chance.choices(PIECES, k=6))}" for number in range(n)]


def people(project: Project, n: int) -> dict[str, str]:
    """A list in the project whose recipients each get a text of their own."""
    said = {f"u{number}": text for number, text in enumerate(texts(n))}
    rows = [json.dumps({"user_id": who, "said": text}, ensure_ascii=False) for who, text in said.items()]
    project.write("recipients/all.jsonl", "\n".join(rows))
    return said


def unescaped(line: str) -> str:
    """A shown line with the two characters as they are that JSON leaves alone and a line can't hold."""
    return line.replace("\\x7f", "\x7f").replace("\\u2028", "\u2028")


def test_what_arrives_together_is_byte_for_byte_what_is_shown(project: Project, emulator: Emulated) -> None:
    said = people(project, MANY)
    content = '{content: "{{ said }}", extra: [1, "for {{ user_id }}"]}'
    push = '{pushContent: "{{ said }}", pushData: {key: "{{ said }}"}}'
    path = project.campaign(rongcloud(emulator.url, LIST, content, push=push))
    ran = project.apply()
    assert ran.code == 0, ran
    assert [call["route"] for call in emulator.calls()] == ["template"] * 3
    arrived = {line["recipient"]: line["params"] for line in emulator.received()}
    assert {who: json.loads(params["content"])["content"] for who, params in arrived.items()} == said
    assert {who: params["pushContent"] for who, params in arrived.items()} == said
    for who in list(said)[:SHOWN]:
        assert project.look("render", path, "-r", who, "--output", "json").said == arrived[who]
        lines = project.look("render", path, "-r", who).out.splitlines()
        assert f"content: {arrived[who]['content']}" in map(unescaped, lines)


def test_what_arrives_alone_is_byte_for_byte_what_is_shown(project: Project, emulator: Emulated) -> None:
    said = people(project, SHOWN)
    attach = '{title: "{{ said }}", "for": "{{ user_id }}"}'
    path = project.campaign(netease(emulator.url, LIST, attach, push='{pushcontent: "{{ said }}"}'))
    ran = project.apply_here()
    assert ran.code == 0, ran
    arrived = {line["recipient"]: line["params"] for line in emulator.received()}
    assert {who: params["pushcontent"] for who, params in arrived.items()} == said
    for who, params in arrived.items():
        assert {"msgtype": "0", **project.look("render", path, "-r", who, "--output", "json").said} == params
        assert f"attach: {params['attach']}" in map(unescaped, project.look("render", path, "-r", who).out.splitlines())


def told_to_curl(script: str, **variables: str) -> list[str]:
    """What a shell hands to curl when it runs this, word by word."""
    fake = 'curl() { for word in "$@"; do printf \'%s\\0\' "$word"; done; }\n'
    env = {"PATH": "/usr/bin:/bin", **variables}
    ran = subprocess.run(["sh", "-c", fake + script], env=env, capture_output=True, text=True, check=True)
    assert ran.stderr == ""
    return ran.stdout.split("\0")[:-1]


def posted(emulator: Emulated, words: list[str]) -> int:
    """The code that the emulator answers to what curl would post."""
    assert words[:3] == ["-sS", "-X", "POST"]
    url, rest = words[3], words[4:]
    given = list(zip(rest[::2], rest[1::2], strict=True))
    headers = dict(value.split(": ", 1) for name, value in given if name == "-H")
    (body,) = (value for name, value in given if name == "--data-raw")
    return emulator.request("POST", url.removeprefix(emulator.url), body.encode(), headers).code


@pytest.mark.parametrize(
    ("text", "variables", "code"),
    [
        (netease, {"NETEASE_APP_KEY": "demo", "NETEASE_APP_SECRET": "demo"}, 6),  # the vendor knows its RequestId now
        (rongcloud, {"RONGCLOUD_APP_KEY": "demo", "RONGCLOUD_APP_SECRET": "demo"}, 0),
    ],
)
def test_a_request_as_a_shell_command_is_taken_by_the_vendor(
    project: Project, emulator: Emulated, text: Callable[..., str], variables: dict[str, str], code: int
) -> None:
    awkward = 'it\'s \\ "$HOME" `id` $(id) %41 & 王伟\n👩‍👩‍👧‍👦'
    project.write("recipients/all.jsonl", json.dumps({"user_id": "u1", "said": awkward}))
    path = project.campaign(
        text(f"{emulator.url}/nimserver" if text is netease else emulator.url, LIST, '"{{ said }}"')
    )
    ran = project.look("render", path, "-r", "u1", "--as", "curl")
    assert ran.code == 0
    assert posted(emulator, told_to_curl(ran.out, **variables)) == 200
    (arrived,) = emulator.received()
    assert {"msgtype": "0", **project.look("render", path, "-r", "u1", "-o", "json").said} == {
        "msgtype": "0", **arrived["params"],
    }  # fmt: skip
    assert project.apply_here().code == code
    by_hand, by_us = [call["request_id"] for call in emulator.calls()]
    assert by_hand == by_us


def test_the_emulator_of_a_command_has_no_address_yet(project: Project) -> None:
    path = project.campaign(netease())
    script = project.look("render", path, "-r", "u1", "--as", "curl").out
    assert (
        told_to_curl(script, EMULATOR="http://127.0.0.1:1")[3]
        == "http://127.0.0.1:1/nimserver/msg/sendAttachMsg.action"
    )


def test_somebody_who_is_left_out(project: Project) -> None:
    path = project.campaign(netease(recipients="""{list: [u1, u2], where: "id == 'u1'"}"""))
    assert project.look("render", path, "-r", "u1").err == ""
    ran = project.look("render", path, "-r", "u2")
    assert (ran.code, ran.err) == (0, "u2 is left out by `where`: this is what it would get without that\n")


def test_somebody_on_no_list(project: Project) -> None:
    path = project.campaign(netease())
    ran = project.look("render", path, "-r", "u9")
    assert ran.code == 2
    assert ran.err == f"'u9' is on no list of {path}; its lists stand under `recipients`\n"
