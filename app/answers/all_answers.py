"""All answers, in groups; the index lists them in this order."""

from dataclasses import dataclass
from typing import Final

from app.answers.entries import (
    condensation,
    fans,
    first_loss,
    glorot_or_he,
    keras_relu,
    luck,
    normal_or_uniform,
    orthogonal_start,
    random_bias,
    rounding,
    same_number,
    small,
    torch_linear,
    where_zero,
    zeros,
)
from app.answers.written_answer import Answer


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
    Group(
        "How large",
        (
            small.ANSWER,
            glorot_or_he.ANSWER,
            orthogonal_start.ANSWER,
            fans.ANSWER,
            normal_or_uniform.ANSWER,
        ),
    ),
    Group("What frameworks do", (torch_linear.ANSWER, keras_relu.ANSWER)),
    Group("In practice", (first_loss.ANSWER, luck.ANSWER)),
)
ANSWERS: Final = tuple(answer for group in GROUPS for answer in group.answers)
