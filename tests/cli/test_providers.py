"""`campaign providers`: routes and limits."""

from tests.cli.projects import Project


def test_for_people_and_for_programs(project: Project) -> None:
    head, *lines = project.run("providers").out.splitlines()
    assert head.split("  ")[0] == "provider"
    assert [line.split()[:2] for line in lines] == [
        ["netease", "single"],
        ["netease", "batch"],
        ["rongcloud", "publish"],
        ["rongcloud", "template"],
    ]
    assert "5,000  120 calls/min" in lines[1]
    routes = project.look("providers", "-o", "json").said
    assert routes[1]["limit"] == {"amount": 120, "window_s": 60.0, "unit": "calls"}
    assert [route["capacity"] for route in routes] == [1, 5000, 100, 100]
