"""The house keeps its walls, and each wall is seen when it breaks."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.layers import (
    FLOORS,
    ISLAND,
    PURE,
    House,
    around_the_island,
    circles,
    clients_on_the_island,
    hidden,
    house,
    impure,
    libraries_out_of_their_room,
    printed,
    relative,
    rooms_without_a_floor,
    state,
    too_long,
    unexplained,
    upward,
    vague_names,
    vendors_known_elsewhere,
    vendors_that_know_each_other,
)

RUNNER = Path(__file__).parents[1] / "runner"
Check = Callable[[House], list[str]]

# What each check is for: a house that breaks it, and what is said of it.
BROKEN: Mapping[Check, tuple[dict[str, str], list[str]]] = {
    rooms_without_a_floor: ({"attic.py": "", "model.py": ""}, ["attic"]),
    upward: (
        {
            "model.py": "",
            "ledger/store.py": "",
            "errors.py": "import runner.model",
            "pacing.py": "from runner.ledger import store",
            "planning.py": "from runner.ledger.store import Ledger",
            "ledger/views.py": "from runner.ledger.store import Ledger",
        },
        ["runner.errors:1 imports runner.model", "runner.pacing:1 imports runner.ledger.store"],
    ),
    around_the_island: (
        {
            "model.py": "",
            "emulator/__init__.py": "import runner.emulator.server",
            "emulator/server.py": "from runner import model",
            "sending/send.py": "from runner.emulator import server",
            "cli/main.py": "from runner import emulator",
        },
        ["runner.emulator.server:1 imports runner.model", "runner.sending.send:1 imports runner.emulator.server"],
    ),
    circles: (
        {"report/a.py": "from runner.report.b import x", "report/b.py": "from runner.report import a"},
        ["runner.report.a -> runner.report.b -> runner.report.a"],
    ),
    libraries_out_of_their_room: (
        {
            "project.py": "import yaml",
            "source.py": "import yaml",
            "planning.py": "from sqlite3 import connect",
            "transport.py": "from aiohttp import ClientSession, web",
            "report/a.py": "import rich.cells",
            "expanding.py": "import yamlish\ndef f():\n    from jinja2.sandbox import Sandbox",
        },
        [
            "runner.project:1 imports yaml",
            "runner.planning:1 imports sqlite3.connect",
            "runner.transport:1 imports aiohttp.web",
            "runner.expanding:3 imports jinja2.sandbox.Sandbox",
        ],
    ),
    clients_on_the_island: (
        {"emulator/server.py": "from aiohttp import ClientSession, web"},
        ["runner.emulator.server:1 imports aiohttp.ClientSession"],
    ),
    vendors_that_know_each_other: (
        {
            "providers/answers.py": "from runner.providers.netease import Netease",
            "providers/netease.py": "from runner.providers import answers, rongcloud_codes",
            "providers/rongcloud.py": "from runner.providers import answers, rongcloud_codes",
            "providers/rongcloud_codes.py": "",
        },
        [
            "runner.providers.answers:1 imports runner.providers.netease.Netease",
            "runner.providers.netease:1 imports runner.providers.rongcloud_codes",
        ],
    ),
    vendors_known_elsewhere: (
        {
            "providers/netease.py": "",
            "all_providers.py": "import runner.providers.netease",
            "cli/plan.py": "import runner.providers.netease",
        },
        ["runner.cli.plan:1 imports runner.providers.netease"],
    ),
    relative: ({"report/a.py": "from . import b"}, ["runner.report.a:1 imports ..b"]),
    hidden: (
        {"a.py": "def f():\n import x\n import y  # noqa\n import z  # noqa: PLC0415 - an optional extra\nimport w"},
        ["runner.a:2 imports x", "runner.a:3 imports y"],
    ),
    impure: (
        {
            "pacing.py": "import time\nfrom datetime import UTC",
            "account.py": "import os",
            "report/a.py": "import os.path",
        },
        ["runner.pacing:1 imports time", "runner.report.a:1 imports os.path"],
    ),
    vague_names: (
        {
            "base.py": "",
            "campaign/utils.py": "",
            "database.py": "def get_rows(): ...\nclass A:\n    async def _handle_it(self): ...",
        },
        ["runner.base", "runner.campaign.utils", "runner.database:1 get_rows", "runner.database:3 _handle_it"],
    ),
    too_long: (
        {
            "a.py": "#\n" * 301,
            "b.py": "#\n" * 300,
            "c.py": "def f():\n" + "    x\n" * 60,
            "d.py": "def f():\n" + "    x\n" * 59,
        },
        ["runner.a", "runner.c:1 f"],
    ),
    printed: ({"a.py": "print('x')\nx.print('y')"}, ["runner.a:1 print"]),
    state: ({"a.py": "def f():\n    global x"}, ["runner.a:2 global"]),
    unexplained: ({"a.py": "x = 1", "b/__init__.py": '"""B."""'}, ["runner.a"]),
}


@pytest.fixture(scope="module")
def ours() -> House:
    """The house as it stands."""
    files = sorted(RUNNER.rglob("*.py"))
    return house({str(file.relative_to(RUNNER)): file.read_text(encoding="utf-8") for file in files})


def test_all_rooms_are_looked_at_and_stand_on_one_floor(ours: House) -> None:
    assert {module.room for module in ours.modules.values()} >= {"", "cli", ISLAND, *PURE}
    assert sum(map(len, FLOORS)) == len(frozenset().union(*FLOORS))


@pytest.mark.parametrize("check", BROKEN, ids=lambda check: check.__name__)
def test_the_house_keeps_its_walls(check: Check, ours: House) -> None:
    assert check(ours) == []


@pytest.mark.parametrize("check", BROKEN, ids=lambda check: check.__name__)
def test_a_broken_wall_is_seen(check: Check) -> None:
    sources, complaints = BROKEN[check]
    assert check(house(sources)) == complaints
