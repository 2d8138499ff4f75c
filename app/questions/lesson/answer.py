"""What the lesson's job answers: its table, measured. Its steps are written, not computed."""

from typing import Final

from app.wire.answers import LessonTableAnswer

ANSWER: Final = LessonTableAnswer
