"""`campaign test`: cases beside a campaign, tried on a ledger and an emulator of their own."""

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.projects import Project, Ran, netease, rongcloud

PEOPLE = "[{id: u1, name: Li, n: 3}, {id: u2, name: Wang, n: 1}, {id: u3, name: Zhang, n: 9}]"
NO_LIST = "is on no list of this case; name one who is, or add it to `recipients`"
ATTACH = '{type: notice, title: "Hello {{ name }}", data: {points: "{{ n }}", of: 10}}'


def hello(project: Project, **changed: str) -> None:
    """A campaign whose lists are real people's, whose secret is nowhere, and that goes to the vendor."""
    recipients = '{file: ../recipients/all.csv, where: "n|int > 2", exclude: ../recipients/out.csv}'
    project.write("recipients/all.csv", "id,name,n\nreal1,Real,5\n")
    project.write("recipients/out.csv", "id\nu3\n")
    keys = {"app_key": "${NETEASE_APP_KEY}", "app_secret": "${NETEASE_APP_SECRET}", "limits": ""}
    project.campaign(netease("cn", recipients, ATTACH, **keys, **changed))


def case(*lines: str, name: str = "a case", recipients: str = PEOPLE) -> str:
    """One case; lines are those of `expect`."""
    rows = f"    recipients: {recipients}\n" if recipients else ""
    return f"  - name: {name}\n{rows}    expect:\n" + "".join(f"      {line}\n" for line in lines)


def sheet(project: Project, *cases: str, name: str = "hello") -> Path:
    """A test file."""
    return project.write(f"campaigns/{name}.test.yaml", "version: 1\ncases:\n" + "".join(cases))


def of_lines(ran: Ran) -> Sequence[str]:
    return ran.out.splitlines()


def test_what_comes_as_expected(project: Project) -> None:
    hello(project)
    sheet(
        project,
        case(
            "u1:",
            "  decision: send",
            "  rules: []",
            '  params: {from: system, attach: {type: notice, title: Hello Li, data: {points: "3", of: 10}}}',
            '  json: {attach.title: Hello Li, attach.data: {points: "3", of: 10}}',
            "u2: {decision: left_out}",
            "u3: {decision: skip, reason: never sent to}",
        ),
    )
    ran = project.look("test")
    assert (ran.code, ran.err) == (0, "")
    assert of_lines(ran) == ["ok    campaigns/hello.test.yaml: a case", "1 case: 1 as expected, 0 not"]
    assert not (project.root / ".campaign").exists()


def test_what_comes_otherwise_is_said_with_its_place_and_a_diff(project: Project) -> None:
    hello(project)
    sheet(
        project,
        case("u1: {decision: hold, json: {attach.title: Hello Lo}}", "nobody: {decision: send}"),
        case("u2: {decision: left_out}", name="another"),
    )
    ran = project.look("test", "campaigns/hello.yaml")
    assert (ran.code, ran.err) == (3, "")
    assert of_lines(ran) == [
        "FAIL  campaigns/hello.test.yaml:3:5: a case",
        "  campaigns/hello.test.yaml:6:22: u1: the decision is send, not hold",
        "  campaigns/hello.test.yaml:6:49: u1: `attach.title` is another",
        "    --- expected",
        "    +++ came",
        "    @@ -1 +1 @@",
        "    -Hello Lo",
        "    +Hello Li",
        f"  campaigns/hello.test.yaml:7:7: nobody {NO_LIST}",
        "ok    campaigns/hello.test.yaml: another",
        "2 cases: 1 as expected, 1 not",
    ]


def test_without_recipients_it_is_the_campaigns_own_lists(project: Project) -> None:
    hello(project)
    sheet(project, case("real1: {json: {attach.title: Hello Real}}", recipients=""))
    assert project.look("test").code == 0


def test_vars_of_a_case_win(project: Project) -> None:
    project.campaign(netease(vars="{v: 1.0, w: x}", attach="{type: n, v: '{{ v }} {{ w }}'}"))
    text = case("u1: {json: {attach.v: 2.0 y}}").replace("    expect:", "    vars: {v: 2.0}\n    expect:")
    sheet(project, text)
    assert project.look("test", "--var", "w=y", "--var", "v=3").code == 0
    assert project.look("test").code == 3


def test_git_is_what_the_case_says(project: Project) -> None:
    project.campaign(netease(attach="{type: n, v: '{{ git.tag }}'}", once_per='"{{ git.tag }}"'))
    text = case("u1: {json: {attach.v: v1.2}}")
    sheet(project, text.replace("    expect:", "    git: {tag: v1.2}\n    expect:"))
    assert project.look("test").code == 0
    sheet(project, text)
    ran = project.look("test")
    assert ran.code == 3, ran
    assert "the case says no `tag` of git" in ran.out


def test_earlier_outcomes_decide(project: Project) -> None:
    recipients = "[{id: a, name: x, n: 5}, {id: b, name: x, n: 5}, {id: c, name: x, n: 5}, {id: d, name: x, n: 5}]"
    hello(project)
    text = case(
        "a: {decision: skip, reason: accepted}",
        'b: {decision: hold, reason: "changed: accepted before"}',
        'c: {decision: hold, reason: "in doubt"}',
        "d: {decision: send, reason: did not take it before}",
        recipients=recipients,
    )
    ledger = "    ledger: {a: accepted, b: changed, c: unknown, d: deferred}\n"
    sheet(project, text.replace("    expect:", f"{ledger}    expect:"))
    ran = project.look("test")
    assert ran.code == 0, ran
    assert not (project.root / ".campaign").exists()


def test_an_earlier_outcome_of_somebody_else(project: Project) -> None:
    hello(project)
    sheet(project, case("u1: {decision: send}").replace("    expect:", "    ledger: {u9: accepted}\n    expect:"))
    ran = project.look("test")
    assert ran.code == 3, ran
    assert "  campaigns/hello.test.yaml:5:14: u9 is on no list of this case; name one who is" in ran.out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (netease, ["u1: {outcome: accepted}", "ghost: {outcome: rejected}"]),
        (rongcloud, ["u1: {outcome: accepted}"]),
    ],
)
def test_an_outcome_is_that_of_the_emulator(project: Project, text: object, expected: list[str]) -> None:
    assert callable(text)
    project.campaign(text("cn" if text is netease else "https://api.rong-api.com"))
    cases = [case(*expected, name=name, recipients="[u1, ghost]") for name in ("one", "again, from the beginning")]
    sheet(project, *cases)
    ran = project.run("test")
    assert ran.code == 0, ran
    assert not (project.root / ".campaign").exists()
    assert list(project.temporary.iterdir()) == []


def test_what_is_not_sent_has_no_outcome(project: Project) -> None:
    hello(project)
    sheet(project, case("u1: {outcome: accepted}", "u2: {outcome: accepted}"))
    ran = project.look("test")
    assert ran.code == 3, ran
    assert "campaigns/hello.test.yaml:7:21: u2: nothing was sent: left_out (left out by `where`)" in ran.out


def test_rules_that_a_message_breaks_are_those_of_errors_and_warnings(project: Project) -> None:
    project.campaign(netease(recipients="{list: [x]}", attach='{type: notice, title: "Hello {{ id }}"}'))
    sheet(project, case("李雷: {decision: refuse, rules: [NE006]}", "u1: {rules: []}", recipients="[李雷, u1]"))
    ran = project.look("test")
    assert ran.code == 0, ran
    sheet(project, case("李雷: {rules: []}", recipients="[李雷, u1]"))
    ran = project.look("test")
    assert ran.code == 3, ran
    assert "    +NE006" in ran.out


def test_how_many_and_when_is_left_aside(project: Project) -> None:
    project.campaign(
        netease(
            recipients="{list: [x], sample: 1%, holdout: 50%}",
            delivery="{stages: [1, 100%], pause: manual, window: {not_before: 2999-01-01T00:00:00Z}}",
            tags="[t]",
            at_most="1 per 7d",
            policy="{max_recipients: 1}",
        )
    )
    people = [f"p{number}" for number in range(20)]
    sheet(project, case(*(f"{who}: {{outcome: accepted}}" for who in people), recipients=f"[{', '.join(people)}]"))
    ran = project.run("test")
    assert ran.code == 0, ran


class TestAnnouncements:
    """Campaigns that go to everyone."""

    @pytest.fixture
    def announcement(self, project: Project) -> Project:
        project.write(
            "campaigns/hello.yaml",
            "version: 1\nname: hello\nprovider: {type: netease, endpoint: cn, app_key: demo, app_secret: demo}\n"
            "recipients: everyone\ncontent: {from: system, body: {v: hello}}\n",
        )
        return project

    def test_something_is_expected_of_everyone(self, announcement: Project) -> None:
        sheet(announcement, case("everyone: {decision: send, outcome: accepted}", recipients=""))
        ran = announcement.run("test")
        assert ran.code == 0, ran

    def test_they_go_to_no_list(self, announcement: Project) -> None:
        sheet(announcement, case("everyone: {decision: send}"))
        ran = announcement.look("test")
        assert ran.code == 3, ran
        assert (
            "campaigns/hello.test.yaml:4:17: campaigns/hello.yaml goes to no list; delete `recipients`, and expect "
            "something of `everyone`" in ran.out
        )


def test_a_campaign_that_is_invalid_fails_its_cases(project: Project) -> None:
    project.campaign(netease(attach="{type: '{{ nme }}'}"))
    sheet(project, case("u1: {decision: send}", recipients="[{id: u1, name: x}]"))
    ran = project.look("test")
    assert ran.code == 3, ran
    assert "FAIL  campaigns/hello.test.yaml:3:5: a case" in ran.out
    assert "  campaigns/hello.yaml:" in ran.out
    assert "nme" in ran.out


def test_mistakes_in_a_test_file_keep_no_other_from_being_tried(project: Project) -> None:
    hello(project)
    project.campaign(netease(name="other"), "other")
    sheet(project, case("u1: {}"))
    sheet(project, case("u1: {decision: send}", recipients="[u1]"), name="other")
    ran = project.look("test")
    assert ran.code == 3, ran
    assert ran.err.startswith("campaigns/hello.test.yaml:6:7: this expects nothing, so it would always pass; say ")
    assert ran.out == "ok    campaigns/other.test.yaml: a case\n"


def test_a_test_file_may_not_lead_outside_of_the_project(project: Project, tmp_path: Path) -> None:
    hello(project)
    (tmp_path / "elsewhere.yaml").write_text("token: hush", encoding="utf-8")
    (project.root / "campaigns" / "hello.test.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    ran = project.look("test")
    assert ran.code == 3, ran
    assert ran.err.startswith("campaigns/hello.test.yaml: the file is a link that leads outside the project")
    assert "token" not in ran.out + ran.err


class TestWhichCases:
    """Paths, --select and -k."""

    @pytest.fixture
    def two(self, project: Project) -> Project:
        project.campaign(netease(name="one", tags="[a]"), "one")
        project.campaign(netease(name="two"), "inner/two")
        project.campaign(netease(name="three"), "three")
        sheet(project, *(case("u1: {decision: send}", name=name) for name in ("first", "second")), name="one")
        sheet(project, case("u1: {decision: send}", name="first"), name="inner/two")
        return project

    @pytest.mark.parametrize(
        ("options", "tried"),
        [
            ("", ["inner/two: first", "one: first", "one: second"]),
            ("campaigns/inner", ["inner/two: first"]),
            ("campaigns/one.yaml campaigns/three.yaml", ["one: first", "one: second"]),
            ("campaigns/one.test.yaml campaigns/one.yaml", ["one: first", "one: second"]),
            ("-k sec", ["one: second"]),
            ("--select tag:a", ["one: first", "one: second"]),
            ("--exclude tag:a", ["inner/two: first"]),
            ("--select path:campaigns/inner", ["inner/two: first"]),
            ("--select two -k first", ["inner/two: first"]),
        ],
    )
    def test_which_are_tried(self, two: Project, options: str, tried: list[str]) -> None:
        ran = two.look("test", *options.split())
        assert ran.code == 0, ran
        *lines, last = of_lines(ran)
        assert [line.replace(".test.yaml", "").removeprefix("ok    campaigns/") for line in lines] == tried
        assert last == f"{len(tried)} case{'s' if len(tried) > 1 else ''}: {len(tried)} as expected, 0 not"

    @pytest.mark.parametrize("options", ["campaigns/three.yaml", "-k nothing", "--select nobody"])
    def test_where_there_is_none_that_is_said(self, two: Project, options: str) -> None:
        ran = two.look("test", *options.split())
        said = "there is no case to try; a test of campaigns/x.yaml stands in campaigns/x.test.yaml\n"
        assert (ran.code, ran.out, ran.err) == (0, "", said)

    def test_a_test_file_beside_no_campaign(self, two: Project) -> None:
        sheet(two, case("u1: {decision: send}"), name="gone")
        ran = two.look("test")
        assert ran.code == 3, ran
        assert ran.err == "campaigns/gone.test.yaml: there is no campaign gone.yaml beside this file; name them alike\n"

    @pytest.mark.parametrize("path", ["campaigns/four.yaml", "campaigns/four.test.yaml", "nowhere"])
    def test_a_path_that_leads_nowhere(self, two: Project, path: str) -> None:
        ran = two.look("test", path)
        assert ran.code in {2, 3}, ran
        assert path.removesuffix(".test.yaml").removesuffix(".yaml") in ran.err


def test_quiet_and_verbose(project: Project) -> None:
    hello(project)
    sheet(project, case("u1: {decision: send}", "u3: {decision: skip}"))
    assert of_lines(project.look("test", "-q")) == ["1 case: 1 as expected, 0 not"]
    assert of_lines(project.look("test", "-v"))[1:3] == [
        "  u1: send",
        "  u3: skip, excluded: on the list of those who are never sent to",
    ]


def test_reports(project: Project) -> None:
    hello(project)
    sheet(project, case("u1: {decision: hold}"), case("u1: {decision: send}", name="right"))
    ran = project.look("test", "-o", "json", "--report", "junit=out/tests.xml")
    assert ran.code == 3, ran
    assert ran.said["exit_code"] == 3
    assert ran.err == ""
    root = ET.parse(project.root / "out" / "tests.xml").getroot()
    cases = {one.get("name"): one for one in root.iter("testcase")}
    assert set(cases) == {"a case", "right"}
    failure = cases["a case"].find("failure")
    assert failure is not None
    assert failure.text
    assert "campaigns/hello.test.yaml:6:22: u1: the decision is send, not hold" in failure.text
    assert cases["right"].find("failure") is None


class TestUpdate:
    """`--update`: what came is written."""

    def test_what_came_is_written_and_all_else_stays(self, project: Project) -> None:
        hello(project)
        text = case("u1: {decision: hold, json: {attach.title: Hello Lo}}  # Lo?", "u2: # filled in")
        path = sheet(project, "  # a comment\n", text, case("u3: {decision: skip}", name="right"))
        before = path.read_text(encoding="utf-8")
        ran = project.look("test", "--update")
        assert ran.code == 0, ran
        assert of_lines(ran) == [
            "new   campaigns/hello.test.yaml: a case",
            "ok    campaigns/hello.test.yaml: right",
            "2 cases: 2 as expected, 1 brought up to date, 0 not",
        ]
        filled = "u2:\n        decision: left_out\n        reason: left out by `where` # filled in"
        after = before.replace("hold", "send").replace("Lo}", "Li}").replace("u2: # filled in", filled)
        after = after.replace("left out by `where`", '"left out by `where`"')
        assert path.read_text(encoding="utf-8") == after
        assert project.look("test").code == 0

    def test_nothing_is_written_where_all_is_as_expected(self, project: Project) -> None:
        hello(project)
        path = sheet(project, case("u1: {decision: send}"))
        before = path.stat()
        assert project.look("test", "--update").code == 0
        assert path.stat() == before

    def test_what_nothing_mends_still_fails(self, project: Project) -> None:
        hello(project)
        path = sheet(project, case("u1: {decision: hold}", "u9: {decision: send}"))
        ran = project.look("test", "--update")
        assert ran.code == 3, ran
        assert "u9 is on no list of this case" in ran.out
        assert "u1: {decision: send}" in path.read_text(encoding="utf-8")

    def test_only_picked_cases_are_brought_up_to_date(self, project: Project) -> None:
        hello(project)
        path = sheet(project, case("u1: {decision: hold}", name="one"), case("u1: {decision: hold}", name="two"))
        assert project.look("test", "--update", "-k", "two").code == 0
        assert path.read_text(encoding="utf-8").count("decision: hold") == 1


def test_validate_and_plan_leave_test_files_alone(project: Project) -> None:
    hello(project)
    sheet(project, "not a case")
    env = {"NETEASE_APP_KEY": "demo"}
    assert project.look("validate", **env).code == 0
    assert project.look("plan", **env).code == 0
