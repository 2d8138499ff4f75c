"""What may be computed: a checked request, with an estimate of its work and a name for its result.

A small body is planned by the server itself, a large one by a worker: reading two megabytes and
checking them takes longer than the event loop may be still.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, Self

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json, to_json

from app.schemas.cost import estimate, refuse_excess
from app.schemas.explanation_request import ExplanationRequest, resolve_explanation
from app.schemas.export import CodeRequest, code_seconds, resolve_code
from app.schemas.propagation_plan import probe_seconds, resolve_probe
from app.schemas.propagation_request import PropagationRequest
from app.schemas.reading import UnreadableError, read_body
from app.schemas.refusals import BODY, RefusedError, problems
from app.schemas.request import SimulationRequest
from app.schemas.resolve import resolve
from app.version import results_version

#: Bytes of a body that the server plans itself; an address is no longer either.
OWN_BYTES: Final = 32 * 1024
#: Seconds of one core for planning a byte of a body, at most.
_BYTE: Final = 0.5e-6


@dataclass(frozen=True, slots=True)
class Plan:
    """What may be computed: its resolved request as JSON, its cost in seconds, its result's name.

    The result of the same request has the same name as long as it would be the same.
    """

    request: bytes
    seconds: float
    key: str

    @classmethod
    def of(cls, request: SimulationRequest, *, in_one_piece: bool) -> Self:
        """Plan an experiment. An answer ``in_one_piece`` is held until it is whole.

        Raises:
            RefusedError: its fields do not fit together, or it is too much work.
        """
        resolved = resolve(request)
        cost = estimate(resolved)
        refuse_excess(cost, in_one_piece=in_one_piece)
        return cls.named("run", resolved.request, cost.seconds)

    @classmethod
    def named(cls, task: str, resolved: BaseModel, seconds: float) -> Self:
        """Make one of a resolved request and the task that it is for."""
        written = resolved.model_dump_json().encode()
        digest = sha256(f"{results_version()}{task}\n".encode())
        digest.update(written)
        return cls(written, seconds, digest.hexdigest()[:32])


def plan_probe(request: PropagationRequest) -> Plan:
    """Plan a depth probe; raise RefusedError."""
    resolved = resolve_probe(request)
    return Plan.named("propagate", resolved, probe_seconds(resolved))


def plan_explanation(request: ExplanationRequest) -> Plan:
    """Plan an explanation; raise RefusedError."""
    return Plan.named("explain", *resolve_explanation(request))


def plan_code(request: CodeRequest) -> Plan:
    """Plan the writing of code; raise RefusedError."""
    resolved = resolve_code(request)
    return Plan.named("code", resolved, code_seconds(resolved))


@dataclass(frozen=True, slots=True)
class Planner:
    """How the body of a route becomes a plan: the model it is read as, and what follows."""

    model: type[BaseModel]
    plan: Callable[[Any], Plan]


PLANNERS: Final[Mapping[str, Planner]] = MappingProxyType(
    {
        "simulate": Planner(SimulationRequest, lambda request: Plan.of(request, in_one_piece=True)),
        "stream": Planner(SimulationRequest, lambda request: Plan.of(request, in_one_piece=False)),
        "propagate": Planner(PropagationRequest, plan_probe),
        "explain": Planner(ExplanationRequest, plan_explanation),
        "code": Planner(CodeRequest, plan_code),
    }
)


def pack_body(name: str, body: bytes) -> bytes:
    """Write what a worker is to plan: the planner's name, a newline, the body as it came."""
    return name.encode() + b"\n" + body


def plan_packed(packed: bytes) -> bytes:
    """Plan what ``pack_body`` wrote, in a worker; ``unpack_plan`` reads the answer.

    Raises:
        RefusedError: the body, or what it asks for, is not allowed.
    """
    name, _, body = packed.partition(b"\n")
    planner = PLANNERS[name.decode()]
    try:
        plan = planner.plan(planner.model.model_validate(read_body(body)))
    except ValidationError as error:
        raise RefusedError(problems(error.errors(include_url=False), (BODY,))) from None
    except UnreadableError as error:
        return to_json({"unreadable": str(error)}) + b"\n"
    return to_json({"seconds": plan.seconds, "key": plan.key}) + b"\n" + plan.request


def unpack_plan(answer: bytes) -> Plan:
    """Read the answer of ``plan_packed``; raise UnreadableError if the body was no JSON to read."""
    head, _, request = answer.partition(b"\n")
    told = from_json(head)
    if "unreadable" in told:
        raise UnreadableError(told["unreadable"])
    return Plan(request, told["seconds"], told["key"])


def planning_seconds(body: bytes) -> float:
    """Estimate the seconds of one core that planning a body takes."""
    return len(body) * _BYTE
