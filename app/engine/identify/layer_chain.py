"""The weight layers of a model in order, where each reads what the one before gives."""

from collections.abc import Mapping, Sequence

from app.engine.identify.findings import Case
from app.engine.identify.growth import ChainLayer
from app.engine.identify.layer_kinds import WEIGHTS, module_of
from app.engine.identify.summary import fans
from app.engine.identify.tensor_summary import Tensor
from app.engine.identify.weight_probe import MOST_ENTRIES, ProbedLayer


def chain_of(cases: Sequence[Case], tensors: Mapping[str, Tensor]) -> list[ChainLayer] | None:
    """Return the weight layers if each reads what the one before gives, else None.

    ``tensors`` are those whose numbers can be read. Layers that are not dense, or do not fit to the
    number, are not probed: what lies between them is not known.
    """
    biases = {module_of(case.name): case for case in cases if case.kind == "bias"}
    chain: list[ChainLayer] = []
    is_probed = sum(case.summary.count for case in cases) <= MOST_ENTRIES
    for case in cases:
        if case.kind not in WEIGHTS:
            # A normalization undoes the growth of the layer before.
            if case.kind in {"embedding", "norm"} or len(case.place.shape) > 1:
                return None
            continue
        if case.kind in {"attention", "residual_projection"}:
            return None
        shape, layout, summary = case.place.shape, case.place.layout, case.summary
        read, neurons = (shape[1], shape[0]) if layout == "out_in" else (shape[-2], shape[-1])
        if chain and read % chain[-1].neurons:
            return None
        bias = biases.get(module_of(case.name))
        fits = len(shape) == 2 and (not chain or read == chain[-1].neurons)
        probed = _probed(case, bias, neurons, tensors) if fits and is_probed else None
        power = summary.std**2 + summary.mean**2
        bias_power = 0.0 if bias is None else bias.summary.std**2 + bias.summary.mean**2
        fan_in, _ = fans(shape, layout)
        chain.append(ChainLayer(case.name, fan_in, neurons, power, bias_power, probed))
    return chain if len(chain) > 1 else None


def _probed(
    case: Case, bias: Case | None, neurons: int, tensors: Mapping[str, Tensor]
) -> ProbedLayer | None:
    weights = tensors.get(case.name)
    if weights is None or case.summary.finite < case.summary.count:
        return None
    if bias is None:
        return ProbedLayer(weights, case.place.layout, None)
    added = tensors.get(bias.name)
    if added is None or bias.place.shape != (neurons,):
        return None
    return ProbedLayer(weights, case.place.layout, added)
