"""A weight file is read in the browser, and nothing but its summary leaves the machine."""

import json
import re
from pathlib import Path

import numpy as np
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Request, expect
from safetensors.numpy import save_file

from tests.browser.playground import Playground

RNG = np.random.default_rng(6)


async def test_a_file_is_checked_and_only_its_summary_is_sent(
    playground: Playground, tmp_path: Path
) -> None:
    page = playground.page
    weights = (RNG.standard_normal((64, 128)) * 0.125).astype("f4")
    clones = (RNG.standard_normal((64, 64)) * 0.2).astype("f4")
    clones[1:20] = clones[0]
    path = tmp_path / "m.safetensors"
    save_file({"fc1.weight": weights, "fc2.weight": clones}, path)
    sent: list[Request] = []
    await page.goto("/check")
    await expect(page.get_by_text("No file yet.")).to_be_visible()
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - Playwright asks it
    await page.get_by_label("Weight file").set_input_files(path)
    heading = page.get_by_role("heading", name="2 tensors, 1 fault.")
    await expect(heading).to_be_visible()
    tensors_shown = page.get_by_role("region", name="Tensors")
    first = tensors_shown.get_by_role("row", name="fc1.weight")
    await expect(first).to_contain_text("He normal")
    await expect(first.get_by_role("img")).to_have_attribute(
        "aria-label", "Histogram of fc1.weight, under the curve of He normal"
    )
    second = tensors_shown.get_by_role("row", name="fc2.weight")
    await expect(second).to_contain_text("Of 64 neurons 45 are distinct")

    asked = [request for request in sent if request.post_data is not None]
    assert [request.url.rsplit("/", 1)[1] for request in asked] == ["identify"]
    # Scripts of the reader alone, which carry nothing.
    assert all("/static/" in request.url for request in sent if request not in asked)
    body = asked[0].post_data or ""
    tensors = json.loads(body)["tensors"]
    assert [sorted(it) for it in tensors] == [["layout", "name", "shape", "summary"]] * 2
    numbers = body.count(",")
    assert numbers < 300
    extremes = {float(weights.min()), float(weights.max())}
    others = [value for value in weights.reshape(-1).tolist() if value not in extremes]
    assert not [value for value in others if repr(value) in body]

    await expect(page.get_by_text("Measured here, in your browser")).to_be_visible()
    await expect(page.get_by_text("This model cannot be opened on the stage")).to_contain_text(
        "128 inputs and 64 outputs"
    )
    law = first.get_by_role("link", name="He normal at the size of fc1.weight")
    await expect(law).to_have_attribute("href", re.compile("fan_in:128,fan_out:64"))

    await page.get_by_label("Show").select_option("clones")
    await expect(first).to_be_hidden()
    await expect(page.get_by_text("1 of 2 tensors shown.")).to_be_visible()
    await page.get_by_label("Expected law").select_option("he_normal")
    await expect(page.get_by_text("He normal was expected")).to_be_visible()
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()

    (tmp_path / "bad.safetensors").write_bytes(b"\xff" * 40)
    await page.get_by_label("Weight file").set_input_files(tmp_path / "bad.safetensors")
    await expect(page.get_by_text("This is no safetensors file")).to_be_visible()


async def test_weights_are_sent_to_the_stage_only_once_somebody_says_so(
    playground: Playground, tmp_path: Path
) -> None:
    page = playground.page
    layers = [(RNG.standard_normal((6, 2)) / 2).astype("f4"), RNG.standard_normal((1, 6)) / 3]
    shift = (RNG.standard_normal(6) / 9).astype("f4")
    path = tmp_path / "tiny.safetensors"
    save_file({"a.weight": layers[0], "a.bias": shift, "b.weight": layers[1]}, path)
    sent: list[Request] = []
    await page.goto("/check")
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - Playwright asks it
    await expect(page.get_by_label("Weight file")).to_be_enabled()
    await page.get_by_label("Weight file").set_input_files(path)
    offer = page.get_by_role("region", name="On the stage")
    await expect(offer).to_contain_text("the weights leave your machine: all 25")
    own = repr(float(layers[0][3, 1]))
    assert not [request for request in sent if own in (request.post_data or "")]
    await offer.get_by_role("button", name="Send the weights and open the stage").click()
    await expect(playground.lane("tiny.safetensors")).to_be_visible()
    await expect(playground.lane("By laws, drawn anew")).to_be_visible()
    await expect(playground.networks().first).to_be_visible()
    bodies = [request for request in sent if own in (request.post_data or "")]
    assert {request.url.rsplit("/", 1)[1] for request in bodies} == {"stream"}
    run = json.loads(bodies[0].post_data or "")["runs"][0]
    given = run["initializer"]["weights"]
    assert given == [layers[0].T.astype("f8").tolist(), layers[1].T.tolist()]
    assert run["bias_initializer"]["values"] == [shift.astype("f8").tolist(), [0.0]]
