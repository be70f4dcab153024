"""`locale`: each recipient is spoken to in their language; what isn't translated is found before anything is sent."""

import pytest

from tests.cli.projects import Project, netease, table
from tests.emulator.callers import Emulated

PEOPLE = table(
    ["user_id", "name", "lang"],
    [["u1", "李", "zh-CN"], ["u2", "Ann", "en"], ["u3", "Bob", "EN_us"], ["u4", "Eve", ""], ["u5", "Jo", "fr"]],
)
LOCALE = {"locale": "{field: lang, default: zh-CN}"}
PUSH = "{pushcontent: '{{ name }} 你好'}"
IN_ENGLISH = "{en: {push: {pushcontent: 'Hello {{ name }}'}}}"


@pytest.fixture
def people(project: Project) -> str:
    """A list with a column for the language."""
    project.write("recipients/people.csv", PEOPLE)
    project.write("templates/zh-CN/title.j2", "{{ name }}，新版本\n")
    project.write("templates/en/title.j2", "A new version, {{ name }}\n")
    return "{file: ../recipients/people.csv, id: user_id}"


TITLE = "\"{% include 'title.j2' %}\""


def test_each_recipient_gets_their_language(project: Project, emulator: Emulated, people: str) -> None:
    project.campaign(netease(emulator.url, people, TITLE, push=PUSH, translations=IN_ENGLISH, **LOCALE))

    assert project.apply_here().code == 0

    got = {one["recipient"]: one["params"] for one in emulator.received()}
    assert {who: (params["attach"], params["pushcontent"]) for who, params in got.items()} == {
        "u1": ("李，新版本", "李 你好"),
        "u2": ("A new version, Ann", "Hello Ann"),
        "u3": ("A new version, Bob", "Hello Bob"),
        "u4": ("Eve，新版本", "Eve 你好"),
        "u5": ("Jo，新版本", "Jo 你好"),
    }
    again = project.apply_here()
    assert again.out.endswith("hello: nothing to do\n")
    assert len(emulator.calls()) == 5


def test_equal_texts_go_together_by_language(project: Project, emulator: Emulated, people: str) -> None:
    translations = "{en: {content: {attach: Hello}}}"
    project.campaign(netease(emulator.url, people, "你好", translations=translations, **LOCALE))
    assert project.apply_here().code == 0
    assert len(emulator.calls()) == 2
    assert sorted(emulator.recipients()) == ["u1", "u2", "u3", "u4", "u5"]


def test_render_shows_a_recipient_s_own(project: Project, people: str) -> None:
    file = project.campaign(netease(recipients=people, attach=TITLE, **LOCALE))
    assert "attach: A new version, Ann\n" in project.look("render", file, "-r", "u2").out
    assert "attach: 李，新版本\n" in project.look("render", file, "-r", "u1").out


def test_a_language_that_changes_is_a_changed_text(project: Project, emulator: Emulated, people: str) -> None:
    project.campaign(netease(emulator.url, people, TITLE, **LOCALE))
    assert project.apply_here().code == 0
    project.write("templates/en/title.j2", "Something new, {{ name }}\n")
    planned = project.look("plan", "--output", "json").said["campaigns"][0]
    assert {name: many for name, many in planned["counts"].items() if many} == {"hold": 2, "skip": 3}


@pytest.mark.parametrize("command", ["validate", "plan", "apply"])
def test_missing_translations_are_problems(project: Project, emulator: Emulated, people: str, command: str) -> None:
    translations = "{en: {push: {pushcontent: 'Hello {{ name }}'}}}"
    locale = "{field: lang, default: zh-CN, offered: [zh-CN, en, fr]}"
    file = project.campaign(netease(emulator.url, people, TITLE, push=PUSH, translations=translations, locale=locale))
    ran = project.look(command, file)
    assert ran.code == 3
    said = ran.out + ran.err
    assert "templates/zh-CN/title.j2: this template is not translated to fr; write templates/fr/title.j2" in said
    assert ": `pushcontent` is translated to en, and not to fr; add it to `translations`: fr" in said
    assert not emulator.calls()


def test_a_rule_that_one_language_breaks_is_found_by_validate(project: Project, people: str) -> None:
    translations = f"{{en: {{push: {{pushcontent: {'x' * 501}}}}}}}"
    file = project.campaign(netease(recipients=people, push="{pushcontent: 你好}", translations=translations, **LOCALE))
    ran = project.look("validate", file)
    assert ran.code == 3
    line = next(line for line in (ran.out + ran.err).splitlines() if "pushcontent" in line)
    written = (project.root / file).read_text().splitlines()
    row = next(row for row, text in enumerate(written) if "xxx" in text)
    assert line.startswith(
        f"{file}:{row + 1}:{written[row].index('xxx') + 1}: pushcontent has 501 characters (501 UTF-16 units), over "
    )


def test_the_longest_text_is_that_of_any_language(project: Project, people: str) -> None:
    translations = f"{{en: {{push: {{pushcontent: {'x' * 400}}}}}}}"
    file = project.campaign(netease(recipients=people, push="{pushcontent: 你好}", translations=translations, **LOCALE))
    longest = project.look("plan", file, "--output", "json").said["campaigns"][0]["longest"]
    found = next(one for one in longest if one["field"] == "pushcontent")
    assert (found["length"], found["recipient"]) == (400, "u2")
