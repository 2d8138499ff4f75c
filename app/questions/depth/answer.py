"""What the depth experiment answers."""

from typing import Final

from app.wire.answers import PropagationAnswer

ANSWER: Final = PropagationAnswer
