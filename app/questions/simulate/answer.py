"""What an experiment is answered with in one document."""

from typing import Final

from app.wire.stream import Simulation

ANSWER: Final = Simulation
