"""An experiment that may run: checked, with an estimate of its work and a name for its result."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from app.schemas.cost import estimate, refuse_excess
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from app.version import results_version


@dataclass(frozen=True, slots=True)
class Plan:
    """An experiment that may run: its resolved request as JSON, its cost, its name."""

    request: bytes
    seconds: float
    key: str

    @classmethod
    def of(cls, request: SimulationRequest, *, in_one_piece: bool) -> Self:
        """Resolve a request and estimate its work.

        An answer ``in_one_piece`` is held until it is whole.

        Raises:
            RefusedError: its fields do not fit together, or it is too much work.
        """
        resolved = resolve(request)
        cost = estimate(resolved)
        refuse_excess(cost, in_one_piece=in_one_piece)
        written = resolved.request.model_dump_json().encode()
        digest = sha256(results_version().encode() + written).hexdigest()
        return cls(written, cost.seconds, digest[:32])
