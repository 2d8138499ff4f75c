"""Faults of whole models are named: clones, copies, scales, expectations."""

from collections.abc import Mapping

import numpy as np
import pytest

from app.engine.identify.bits import Raw
from app.engine.identify.findings import expected_law
from app.engine.identify.growth import Growth, expected_loss
from app.engine.identify.layer_kinds import kind_of, layout_of, transposed_layers
from app.engine.identify.summary import Layout
from app.engine.identify.tensor_summary import summarize, tensor_of
from app.engine.identify.whole_model import Given, Identified, identify
from app.engine.network.activations import ACTIVATIONS

RNG = np.random.default_rng(5)


def normal(shape: tuple[int, ...], std: float) -> Raw:
    return (RNG.standard_normal(shape) * std).astype("f4")


def check(
    tensors: Mapping[str, Raw], expected: str | None = None, activation: str = "relu"
) -> Identified:
    given = []
    for name, array in tensors.items():
        layout = layout_of("torch", name, array.shape)
        summary = summarize(tensor_of(name, array), layout)
        given.append(Given(name, array.shape, layout, summary))
    return identify(given, "torch", activation, expected_law(expected))


def kinds(answer: Identified, severity: str) -> list[str]:
    found = [*answer.findings, *(one for it in answer.tensors for one in it.findings)]
    return [one.kind for one in found if one.severity == severity]


def gpt2(*, scaled: bool, blocks: int = 12) -> dict[str, Raw]:
    width, tensors = 48, {"transformer.wte.weight": normal((200, 48), 0.02)}
    std = 0.02 / np.sqrt(2 * blocks) if scaled else 0.02
    for block in range(blocks):
        stem = f"transformer.h.{block}"
        tensors[f"{stem}.ln_1.weight"] = np.ones(width, "f4")
        tensors[f"{stem}.attn.c_attn.weight"] = normal((3 * width, width), 0.02)
        tensors[f"{stem}.attn.c_proj.weight"] = normal((width, width), std)
        tensors[f"{stem}.mlp.c_fc.weight"] = normal((4 * width, width), 0.02)
        tensors[f"{stem}.mlp.c_proj.weight"] = normal((width, 4 * width), std)
        tensors[f"{stem}.mlp.c_proj.bias"] = np.zeros(width, "f4")
    tensors["lm_head.weight"] = tensors["transformer.wte.weight"]
    return tensors


def test_a_gpt2_without_scaled_projections_is_named_and_one_with_them_is_not() -> None:
    plain = check(gpt2(scaled=False))
    (fault,) = [one for one in plain.findings if one.kind == "residual_scale"]
    assert fault.severity == "fault"
    assert "std .0200; GPT-2 scales these 24 layers to .00408 = .0200/sqrt(24)" in fault.text
    assert fault.code is not None
    good = check(gpt2(scaled=True))
    assert good.faults == 0
    assert [one.severity for one in good.findings if one.kind == "residual_scale"] == ["note"]
    assert "identical" in kinds(good, "note")
    laws = {it.name: it.laws for it in good.tensors}
    assert laws["transformer.h.3.mlp.c_fc.weight"][0].parameters == {"mean": 0.0, "std": 0.02}


def test_clones_and_their_number_are_named() -> None:
    weights = normal((64, 32), 0.2)
    weights[5] = weights[6] = weights[7]
    answer = check({"a.weight": weights})
    (finding,) = [one for one in answer.tensors[0].findings if one.kind == "clones"]
    assert finding.severity == "fault"
    assert "Of 64 neurons 62 are distinct: 2 are exact clones" in finding.text
    constant = check({"a.weight": np.full((64, 32), 0.5, "f4"), "b.weight": normal((4, 64), 0.1)})
    assert "clones" in kinds(constant, "fault")
    zero = check({"a.weight": np.zeros((64, 32), "f4"), "b.weight": normal((4, 64), 0.1)})
    assert kinds(zero, "fault") == ["zeros"]


def test_dead_rows_are_no_clones() -> None:
    weights = normal((64, 32), 0.2)
    weights[3] = weights[9] = 0.0
    answer = check({"a.weight": weights})
    assert [one.kind for one in answer.tensors[0].findings if one.kind != "no_law"] == ["dead"]


def test_tensors_that_hold_the_same_numbers_are_named() -> None:
    one = normal((40, 40), 0.1)
    answer = check({"a.weight": one, "b.weight": one.copy(), "c.weight": normal((40, 40), 0.1)})
    (fault,) = [found for found in answer.findings if found.kind == "identical"]
    assert fault.severity == "fault"
    assert "a.weight, b.weight" in fault.text
    assert "c.weight" not in fault.text


def test_an_expectation_is_met_or_the_difference_is_said() -> None:
    good = {"a.weight": normal((100, 80), np.sqrt(2 / 80)), "a.bias": np.zeros(100, "f4")}
    assert check(good, "he_normal").faults == 0
    wrong = check({"a.weight": normal((100, 80), np.sqrt(1 / 80))}, "he_normal")
    (finding,) = [one for one in wrong.tensors[0].findings if one.kind == "mismatch"]
    assert "by the law .158" in finding.text
    assert finding.code == (
        "torch.nn.init.kaiming_normal_(model.a.weight, mode='fan_in', nonlinearity='relu')"
    )
    cut = check({"a.weight": normal((100, 80), np.sqrt(2 / 80))}, "he_truncated_normal")
    assert "where the law is cut at" in cut.tensors[0].findings[0].text


def test_what_is_not_finite_is_a_fault() -> None:
    weights = normal((40, 40), 0.1)
    weights[0, 0] = np.nan
    assert kinds(check({"a.weight": weights}), "fault") == ["non_finite"]


@pytest.mark.parametrize("activation", ["relu", "tanh", "linear"])
def test_the_estimate_of_growth_is_what_real_weights_do(activation: str) -> None:
    depth, width, std = 6, 400, 0.05
    tensors = {f"layers.{i}.weight": normal((width, width), std) for i in range(depth)}
    tensors["layers.6.weight"] = normal((10, width), std)
    grown = check(tensors, activation=activation).growth
    assert grown is not None
    signal = logits = RNG.standard_normal((64, width))
    function = ACTIVATIONS[activation]
    for layer, weights in zip(grown.layers, tensors.values(), strict=True):
        signal = signal @ weights.T.astype(np.float64)
        assert np.sqrt(np.mean(signal**2)) == pytest.approx(layer.signal, rel=0.25)
        logits, signal = signal, function(signal)
    loss = np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[:, 0])
    assert grown.loss == pytest.approx(loss, rel=0.15)


def local(tensors: Mapping[str, Raw], layout: Layout, activation: str) -> Growth:
    given = []
    for name, array in tensors.items():
        tensor = tensor_of(name, array)
        given.append(Given(name, array.shape, layout, summarize(tensor, layout), None, tensor))
    grown = identify(given, "none", activation).growth
    assert grown is not None
    return grown


@pytest.mark.parametrize("layout", ["out_in", "in_out"])
def test_weights_that_can_be_read_are_measured_not_estimated(layout: Layout) -> None:
    # Weights of rank 1, which moments say nothing of; and names whose order is not the layers'.
    one = np.outer(RNG.standard_normal(40), RNG.standard_normal(30)) / 30
    first, last = normal((30, 50), 0.3), normal((40, 5), 0.2)
    middle = np.ascontiguousarray((RNG.standard_normal((50, 30)) / 7).astype("f4"))
    arrays = {"z.w": first, "m.w": middle, "h.w": one.T.astype("f4"), "a.w": last}
    shift = normal((30,), 0.5)
    turned = {name: array.T if layout == "out_in" else array for name, array in arrays.items()}
    grown = local({**turned, "m.bias": shift}, layout, "tanh")
    assert grown.source == "measured"
    assert [layer.name for layer in grown.layers] == list(arrays)

    # The same with other inputs, and slopes by central differences.
    signal = pre = RNG.standard_normal((4000, 30))
    powers, slopes = [], []
    for name, weights in arrays.items():
        pre = signal @ weights + (shift if name == "m.w" else 0.0)
        powers.append(np.sqrt(np.mean(pre**2)))
        slopes.append((np.tanh(pre + 1e-6) - np.tanh(pre - 1e-6)) / 2e-6)
        signal = np.tanh(pre)
    assert [layer.signal for layer in grown.layers] == pytest.approx(powers, rel=0.35)
    delta = RNG.standard_normal((4000, 5))
    gradients = [1.0]
    for weights, slope in zip(list(arrays.values())[:0:-1], slopes[-2::-1], strict=True):
        delta = delta @ weights.T * slope
        gradients.append(np.sqrt(np.mean(delta**2)))
    assert [layer.gradient for layer in grown.layers[::-1]] == pytest.approx(gradients, rel=0.35)
    losses = np.log(np.exp(pre).sum(axis=1)) - pre.mean(axis=1)
    assert grown.loss == pytest.approx(np.mean(losses), rel=0.2)


def test_what_a_normalization_parts_or_cannot_be_read_is_not_measured() -> None:
    first, last = normal((30, 20), 0.3), normal((20, 5), 0.2)
    assert check({"a.weight": first.T, "b.weight": last.T}).growth is not None
    parted = {"a.weight": first.T, "a.norm.weight": np.ones(20, "f4"), "b.weight": last.T}
    assert check(parted).growth is None
    grown = local({"a.weight": first, "b.weight": normal((40, 5), 0.2)}, "in_out", "relu")
    assert grown.source == "estimated"


def test_the_loss_of_equal_probabilities_is_ln_k() -> None:
    assert expected_loss(10, 0.0) == pytest.approx(np.log(10))


def test_names_tell_kinds() -> None:
    shapes = {
        "h.0.ln_1.weight": ((8,), "norm"),
        "encoder.layer.0.attention.output.dense.weight": ((8, 8), "residual_projection"),
        "model.layers.0.self_attn.q_proj.weight": ((8, 8), "attention"),
        "model.embed_tokens.weight": ((8, 8), "embedding"),
        "conv1.weight": ((8, 3, 3, 3), "convolution"),
        "bn1.running_mean": ((8,), "other"),
        "fc.bias": ((8,), "bias"),
        "dense/kernel:0": ((8, 8), "dense"),
    }
    assert {name: kind_of(name, shape) for name, (shape, _) in shapes.items()} == {
        name: kind for name, (_, kind) in shapes.items()
    }
    names = ["h.0.attn.c_attn.weight", "h.0.mlp.c_fc.weight", "x.weight"]
    assert transposed_layers(names, [(8, 24), (8, 32), (8, 8)]) == set(names[:2])
    assert transposed_layers(names, [(24, 8), (32, 8), (8, 8)]) == set()
