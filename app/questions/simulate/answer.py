"""What an experiment is answered with in one document."""

from typing import Final

from app.schemas.events import Simulation

ANSWER: Final = Simulation
