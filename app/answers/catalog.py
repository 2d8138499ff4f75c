"""All answers, in groups; the index lists them in this order."""

from dataclasses import dataclass
from typing import Final

from app.answers.answer import Answer
from app.answers.entries import random_bias, same_number, zeros


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that belong together."""

    title: str
    answers: tuple[Answer, ...]


GROUPS: Final = (Group("All alike", (zeros.ANSWER, same_number.ANSWER, random_bias.ANSWER)),)
ANSWERS: Final = tuple(answer for group in GROUPS for answer in group.answers)
