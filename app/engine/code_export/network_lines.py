"""A network's way forward, line by line, in the words of a framework."""

from collections.abc import Callable
from dataclasses import dataclass

from app.engine.code_export.written_run import Plan
from app.engine.network.architecture import ResidualChain


@dataclass(frozen=True, slots=True)
class Words:
    """How a framework writes a step; each takes the layer it belongs to and what it is given.

    ``linear`` gives lines, the last of which assigns to the name it is given as well.
    """

    linear: Callable[[int, str], list[str]]
    norm: Callable[[int, str], str]
    activation: Callable[[str], str]
    multiplied: Callable[[int, str], str]


def forward_lines(plan: Plan, words: Words) -> list[str]:
    """Return the lines that carry ``x`` to the outputs before their activation, again ``x``."""
    architecture = plan.architecture
    if isinstance(architecture, ResidualChain):
        return _residual(plan, architecture, words)
    lines = []
    for index in range(len(plan.layers) - 1):
        lines += words.linear(index, "x")
        if plan.normalized(index):
            lines.append(f"x = {words.norm(index, 'x')}")
        lines.append(f"x = {words.activation('x')}")
    return [*lines, *words.linear(len(plan.layers) - 1, "x")]


def _residual(plan: Plan, architecture: ResidualChain, words: Words) -> list[str]:
    last, block_layers = len(plan.layers) - 1, architecture.block_layers
    bent = architecture.activated(len(plan.layers))
    lines = words.linear(0, "x")
    for first in range(1, last, block_layers):
        end = first + block_layers - 1
        pre = architecture.normalization == "pre"
        lines.append(f"u = {words.norm(first, 'x') if pre else 'x'}")
        for index in range(first, end + 1):
            lines += words.linear(index, "u")
            if index in bent:
                lines.append(f"u = {words.activation('u')}")
        lines.append(f"x = x + {words.multiplied(end, 'u')}")
        if architecture.normalization == "post":
            lines.append(f"x = {words.norm(end, 'x')}")
    if architecture.normalization == "pre":
        lines.append(f"x = {words.norm(last, 'x')}")
    return [*lines, *words.linear(last, "x")]
