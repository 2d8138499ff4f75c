"""One weight's gradient taken apart, as it is answered."""

from typing import Final

from app.wire.answers import ExplanationAnswer

ANSWER: Final = ExplanationAnswer
