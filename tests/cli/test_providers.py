"""`campaign providers`: routes and limits."""

from runner.all_providers import all_kinds
from runner.provider import name_of
from tests.cli.projects import Project


def test_for_people_and_for_programs(project: Project) -> None:
    head, *lines = project.run("providers").out.splitlines()
    assert head.split("  ")[0] == "provider"
    assert [[cell.strip() for cell in line.split("  ") if cell][:2] for line in lines] == [
        [name_of(kind), route.name] for kind in all_kinds() for route in kind.routes
    ]
    assert "5,000  120 calls/min" in lines[1]
    routes = project.look("providers", "-o", "json").said
    assert routes[1]["limit"] == {"amount": 120, "window_s": 60.0, "unit": "calls"}
    assert [route["capacity"] for route in routes if route["audience"] == "listed"][:6] == [1, 5000, 1, 500, 100, 100]
    (broadcast,) = [one for one in routes if one["path"] == "/message/broadcast.json"]
    assert broadcast["quotas"] == [{"amount": 3, "window_s": 86400.0}]
