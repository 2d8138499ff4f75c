"""What is answered of a model."""

from typing import Final

from app.engine.identify.whole_model import Identified

ANSWER: Final = Identified
