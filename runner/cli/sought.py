"""Which campaigns a command line asks for, and what it says of how they are read: one value for all commands."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sought:
    """What a command is to read.

    `paths`: files and folders, none: the project's `campaigns/`. `variables`: `name=value`, which win over `var_files`.
    `allowed`: folders outside the project from which lists may be read. `target`: None where none is named.
    `ledger`: None for that of the target. `commands`: whether a secret may be asked of a command.
    `select`, `exclude`: conditions as typed, see `selecting`; `base`: the revision that `state:changed` compares with.
    """

    paths: tuple[Path, ...] = ()
    variables: tuple[str, ...] = ()
    var_files: tuple[Path, ...] = ()
    allowed: tuple[Path, ...] = ()
    target: str | None = None
    ledger: Path | None = None
    commands: bool = False
    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    base: str | None = None

    def again(self) -> list[str]:
        """What a command that goes on from here must say again, apart from the paths."""
        words = ["--target", self.target] if self.target else []
        words += [word for one in self.var_files for word in ("--var-file", str(one))]
        words += [word for one in self.variables for word in ("--var", one)]
        words += [word for one in self.allowed for word in ("--allow-path", str(one))]
        words += ["--allow-commands"] if self.commands else []
        words += [word for one in self.select for word in ("--select", one)]
        words += [word for one in self.exclude for word in ("--exclude", one)]
        words += ["--base", self.base] if self.base else []
        return [*words, *(["--ledger", str(self.ledger)] if self.ledger else [])]
