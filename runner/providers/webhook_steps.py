"""JMESPath in a counted number of steps, each of which looks at one value. Pure. Imported only where it is used."""

from typing import Any

from jmespath.visitor import TreeInterpreter

MOST_STEPS = 10_000  # about a twentieth of a second; a list of 2,000 results takes 6,000


class TooManySteps(ValueError):
    """An expression and an answer that together take too long."""


class Steps(TreeInterpreter):
    """Evaluates one parsed expression once. `taken`: steps so far, never more than one over the most."""

    def __init__(self) -> None:
        """Nothing was looked at yet."""
        super().__init__()
        self.taken = 0

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        """One step, and those inside it; `TooManySteps` after the most."""
        self.taken += 1
        if self.taken > MOST_STEPS:
            raise TooManySteps(f"over {MOST_STEPS} steps")
        return super().visit(node, *args, **kwargs)
