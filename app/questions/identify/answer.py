"""What is answered of a model."""

from typing import Final

from app.engine.identify.model import Identified

ANSWER: Final = Identified
