"""What is answered of one initializer."""

from typing import Final

from app.engine.initializers.inspect import Inspection

ANSWER: Final = Inspection
