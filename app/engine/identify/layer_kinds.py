"""What a tensor is in its model, by its name and shape: kind of layer, layout, order."""

import re
from collections.abc import Sequence
from typing import Final, Literal

from app.engine.identify.summary import Layout

Kind = Literal[
    "dense", "convolution", "attention", "residual_projection", "embedding", "norm", "bias", "other"
]
Framework = Literal["torch", "keras", "flax", "none"]

WEIGHTS: Final[tuple[Kind, ...]] = ("dense", "convolution", "attention", "residual_projection")
"""Kinds whose tensors are drawn by a law of the layer's size."""

_NORM: Final = re.compile(r"(^|[^a-z])(\w*norm\w*|ln|ln_\w+|bn|bn_?\d+)([^a-z]|$)", re.IGNORECASE)
_STATISTICS: Final = re.compile(r"running_(mean|var)|moving_(mean|variance)|num_batches")
_EMBEDDING: Final = re.compile(r"embed|(^|\.)(wte|wpe)(\.|$)", re.IGNORECASE)
_ATTENTION: Final = re.compile(
    r"(^|[^a-z])([qkv]_proj|[qkv]|c_attn|qkv|in_proj\w*|query|key|value|attn\w*)([^a-z]|$)",
    re.IGNORECASE,
)
#: The last layer of a residual branch, as GPT-2, LLaMA, BERT and GPT-NeoX call it.
_PROJECTION: Final = re.compile(
    r"(^|\.)(c_proj|o_proj|out_proj|down_proj|dense_4h_to_h|attention\.dense"
    r"|attention\.output\.dense|output\.dense)\.",
    re.IGNORECASE,
)
_BIAS: Final = re.compile(r"(^|[^a-z])(bias|beta|b)(_[\w]+)?(:0)?$", re.IGNORECASE)
_CONV1D: Final = re.compile(r"(^|\.)c_(attn|fc|proj)\.weight$")


def kind_of(name: str, shape: tuple[int, ...]) -> Kind:
    """Return the kind of a tensor."""
    if _STATISTICS.search(name) or not shape:
        return "other"
    if len(shape) == 1:
        if _NORM.search(name) or re.search(r"(gamma|scale)(:0)?$", name):
            return "norm"
        return "bias" if _BIAS.search(name) else "other"
    if len(shape) > 2:
        return "convolution" if len(shape) <= 5 else "other"
    if _EMBEDDING.search(name):
        return "embedding"
    if _BIAS.search(name):
        return "other"
    if _PROJECTION.search(name):
        return "residual_projection"
    return "attention" if _ATTENTION.search(name) else "dense"


def layout_of(framework: Framework, name: str, shape: tuple[int, ...]) -> Layout:
    """Return how a framework's tensors lie; one of no framework is taken by its name.

    Keras and Flax call the weights of a layer its kernel; PyTorch calls them its weight.
    """
    if framework == "torch":
        return "out_in"
    if framework in {"keras", "flax"}:
        return "in_out"
    return "out_in" if name.endswith("weight") and len(shape) > 1 else "in_out"


def transposed_layers(names: Sequence[str], shapes: Sequence[tuple[int, ...]]) -> set[str]:
    """Return the weights that lie as ``in_out`` in a PyTorch model: GPT-2's own Conv1D layers.

    They are recognised by the joined query, key and value, which is three times as wide as it is
    high.
    """
    for name, shape in zip(names, shapes, strict=True):
        if name.endswith("c_attn.weight") and len(shape) == 2 and shape[1] == 3 * shape[0]:
            return {other for other in names if _CONV1D.search(other)}
    return set()


def natural(name: str) -> list[tuple[int, int | str]]:
    """Return a key that sorts layer 10 after layer 9."""
    parts = re.split(r"(\d+)", name)
    return [(0, int(part)) if part.isdigit() else (1, part) for part in parts if part]


def module_of(name: str) -> str:
    """Return the name without its last part: what a layer's tensors share."""
    return re.split(r"[./](?=[^./]*$)", name)[0] if re.search(r"[./]", name) else ""
