"""The operators that could fill the memory: `+`, `*`, `%` and `**`, within the budget. Pure but for the budget."""

from collections.abc import Callable
from typing import Any

from runner.rendering.budget import Budget, TooCostly, check_percent

MOST_BITS = 4096

Operator = Callable[[Any, Any], Any]


def operators(budget: Budget) -> dict[str, Operator]:
    """By sign, what replaces Python's own."""

    def add(left: Any, right: Any) -> Any:
        if isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
            budget.build(len(left) + len(right))
        return left + right

    def multiply(left: Any, right: Any) -> Any:
        for text, times in ((left, right), (right, left)):
            if isinstance(text, str | list | tuple) and isinstance(times, int):
                budget.build(len(text) * max(times, 0))
        if isinstance(left, int) and isinstance(right, int):
            _check_bits(left.bit_length() + right.bit_length())
        return left * right

    def modulo(left: Any, right: Any) -> Any:
        if not isinstance(left, str):
            return left % right
        check_percent(left)
        return _built(budget, left % budget.admit(right))

    return {"+": add, "*": multiply, "%": modulo, "**": _power}


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(base, int) and isinstance(exponent, int):
        _check_bits(base.bit_length() * max(exponent, 0))
    return base**exponent


def _check_bits(bits: int) -> None:
    if bits > MOST_BITS:
        raise TooCostly("a number gets larger than 4,096 bits")


def _built(budget: Budget, text: str) -> str:
    budget.build(len(text))
    return text
