"""Residual networks, and laws that go by a layer's place."""

from typing import Any, Final

from app.engine.initializers import sources
from app.schemas.presets.preset import Paper, Preset

_GROUP: Final = "Networks of today"
_RESIDUAL: Final[dict[str, Any]] = {"kind": "residual", "block_layers": 2}
_POST: Final = {**_RESIDUAL, "normalization": "post"}
_POST_BLOCKS: Final = 24


def _deep(blocks: int) -> dict[str, Any]:
    return {"dataset": "moons", "hidden_layers": [16] * (1 + 2 * blocks), "activation": "relu"}


_WIDE: Final = 256
_BASE: Final = 32

PRESETS: Final = (
    Preset(
        "branches",
        "Branches that begin at 0",
        _GROUP,
        "Sixteen residual blocks without normalization. The last layer of each branch starts at 0, "
        "as by Goyal et al. (2017) and in Fixup, which also scales the other one; or the branch's "
        "multiplier does: SkipInit (De and Smith, 2020) and ReZero (Bachlechner et al., 2020).",
        "With He's law every block adds to the signal until the run explodes. With branches that "
        "begin at 0 the signal keeps its size, and all three learn.",
        {
            **_deep(16),
            "architecture": _RESIDUAL,
            "learning_rate": 0.05,
            "epochs": 20,
            # Fewer than by default: 528 neurons have much to tell.
            "record": {"epochs": [0, 1, 3, 7, 20]},
            "runs": [
                {"label": "He normal", "initializer": "he_normal"},
                {"label": "Last layer 0", "initializer": "zero_branch"},
                {
                    "label": "Fixup",
                    "initializer": "fixup",
                    "architecture": {**_RESIDUAL, "trainable_multiplier": True},
                },
                {
                    "label": "SkipInit, ReZero",
                    "initializer": "he_normal",
                    "architecture": {
                        **_RESIDUAL,
                        "branch_multiplier": 0.0,
                        "trainable_multiplier": True,
                    },
                },
            ],
        },
        Paper(
            sources.ZHANG,
            "Residual networks without normalization train at any depth and with large steps, if "
            "branches begin at 0 and an update changes what they add by little.",
            "Rules and block are theirs, but two dense layers stand for convolutions, with a bias "
            "for each neuron and no others.",
        ),
    ),
    Preset(
        "deepnorm",
        "Post-normalization, plain and DeepNorm",
        _GROUP,
        "24 post-normalized blocks. DeepNorm draws the branches smaller and gives the stream more "
        "weight: LN(alpha h + u), which is LN(h + u / alpha), a branch multiplier.",
        "DeepNorm's branches add little at first, and it gets nearly every point right. After ten "
        "epochs of plain post-normalization the loss is still close to that of guessing.",
        {
            **_deep(_POST_BLOCKS),
            "optimizer": "adam",
            "learning_rate": 0.005,
            "epochs": 10,
            "record": {"epochs": [0, 1, 2, 4, 7, 10]},
            "runs": [
                {"label": "Glorot", "initializer": "glorot_normal", "architecture": _POST},
                {
                    "label": "DeepNorm",
                    "initializer": "deepnorm",
                    "architecture": {**_POST, "branch_multiplier": _POST_BLOCKS**-0.25},
                },
            ],
        },
        Paper(
            sources.WANG,
            "With DeepNorm updates stay bounded, and post-normalized Transformers train with up to "
            "1,000 layers; plain ones are unstable.",
            "alpha and beta are theirs, for 12 Transformer layers of two branches each; a branch "
            "here is two dense layers of 16.",
        ),
    ),
    Preset(
        "lora",
        "LoRA: A random, B zero",
        _GROUP,
        "A frozen base, the first and the last layer, with a branch B(A h) beside it that is "
        "trained, as LoRA does.",
        "With one of the two at 0 the branch adds nothing at first and learns all the same. With "
        "both at 0 no weight has a gradient: only a bias moves, to no avail.",
        {
            "hidden_layers": [8, 8, 8],
            "architecture": _RESIDUAL,
            "freeze": [0, 3],
            "optimizer": "adam",
            "learning_rate": 0.03,
            "runs": [
                {
                    "label": label,
                    "initializer": ["glorot_normal", a, b, "glorot_normal"],
                }
                for label, a, b in (
                    ("A random, B zero", "glorot_normal", "zeros"),
                    ("A zero, B random", "zeros", "glorot_normal"),
                    ("Both zero", "zeros", "zeros"),
                )
            ],
        },
        Paper(
            sources.HU,
            "A is drawn from a normal law and B is 0, so that training starts from the network as "
            "it is.",
            "The base is drawn and was not trained before; the branch has full rank, biases, and a "
            "tanh within.",
        ),
    ),
    Preset(
        "mup",
        "muP: the step of a narrow network in a wide one",
        _GROUP,
        "Two layers of 256 trained with a learning rate that suits 32, ten full batches of Adam. "
        "muP draws the output layer smaller and lets wide layers learn more slowly by 32 / 256; at "
        "a width of 32 both runs are the same, with losses much like those of muP here.",
        "He's wide network takes steps that are too large, and its loss leaps up before it falls. "
        "muP's falls from the first step.",
        {
            "dataset": "spirals",
            "hidden_layers": [_WIDE, _WIDE],
            "activation": "relu",
            "optimizer": "adam",
            "learning_rate": 0.03,
            "batch_size": "full",
            "epochs": 10,
            "record": {"epochs": [0, 1, 2, 3, 5, 10]},
            "runs": [
                {"label": "He normal", "initializer": "he_normal"},
                {
                    "label": "muP",
                    "initializer": {"name": "mup", "base_width": _BASE},
                    "learning_rate_scale": [1.0, _BASE / _WIDE, _BASE / _WIDE],
                },
            ],
        },
        Paper(
            sources.YANG,
            "Figure 1: the best learning rate moves with the width in the standard "
            "parametrization and stays in muP.",
            "One learning rate and two dense layers, where theirs are many and Transformers; "
            "biases keep the learning rate of their layer.",
        ),
    ),
)
