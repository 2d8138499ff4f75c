"""All answers, in groups; the index lists them in this order."""

from dataclasses import dataclass
from typing import Final

from app.answers.answer import Answer
from app.answers.entries import (
    condensation,
    luck,
    random_bias,
    rounding,
    same_number,
    where_zero,
    zeros,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that belong together."""

    title: str
    answers: tuple[Answer, ...]


GROUPS: Final = (
    Group(
        "All alike",
        (
            zeros.ANSWER,
            same_number.ANSWER,
            where_zero.ANSWER,
            random_bias.ANSWER,
            rounding.ANSWER,
            condensation.ANSWER,
        ),
    ),
    Group("In practice", (luck.ANSWER,)),
)
ANSWERS: Final = tuple(answer for group in GROUPS for answer in group.answers)
