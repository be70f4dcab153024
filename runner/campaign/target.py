"""Where campaigns are sent to, as project.yaml says it: what a target gives, and what holds there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from runner.campaign.model import Demand
from runner.errors import Place
from runner.source import MapNode


@dataclass(frozen=True, slots=True)
class Target:
    """One target, the project's own settings included; without a name: those of a project that has no targets.

    `providers`: by name, what is said in a campaign's stead; it is read with the campaign, whose kind it hangs on.
    `ledger`: its file; None: as by default. `must_exist`: where that is demanded of it, None where it isn't.
    `env_files`: the later wins. `emulated`: what the target doesn't say is the built-in emulator's.
    """

    name: str = ""
    providers: Mapping[str, MapNode] = field(default_factory=dict)
    vars: Mapping[str, str] = field(default_factory=dict)
    policy: tuple[Demand, ...] = ()
    ledger: Path | None = None
    must_exist: Place | None = None
    env_files: tuple[Path, ...] = ()
    emulated: bool = False
