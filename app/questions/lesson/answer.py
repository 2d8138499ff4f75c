"""The lesson as it is answered: its table, measured, and its guided path."""

from typing import Final

from app.wire.answers import LessonAnswer

ANSWER: Final = LessonAnswer
