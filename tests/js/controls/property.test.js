import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createControl, errorsAt } from "../../../static/js/controls/property.js";
import { completeExperiment } from "../../../static/js/state/experiment.js";
import { PROPERTIES } from "../../../static/js/state/properties.js";
import { CATALOG } from "../catalog_sample.js";
import { act, installDocument } from "../fake_dom.js";

beforeEach(installDocument);

/**
 * The control of one property, and what it reported.
 * @param {string} name
 * @param {boolean} [is_override]
 * @returns {{control: any, root: any[], told: [unknown, string][]}}
 */
function controlOf(name, is_override = false) {
  const property = PROPERTIES.find((each) => each.name === name);
  assert.ok(property !== undefined);
  /** @type {[unknown, string][]} */
  const told = [];
  const control = createControl({
    catalog: CATALOG,
    property,
    is_override,
    onChange: (value, pace) => void told.push([value, pace]),
  });
  return { control, root: [...control.elements, ...control.more], told };
}

/** @param {any[]} root @param {string} tag @returns {any[]} */
const all = (root, tag) => root.flatMap((element) => element.querySelectorAll(tag));

test("every property has a control, and showing its default reports no change", () => {
  const usual = completeExperiment(CATALOG, {});
  for (const { name } of PROPERTIES) {
    const { control, root, told } = controlOf(name);
    control.update(/** @type {any} */ (usual)[name]);
    assert.ok([...all(root, "input"), ...all(root, "select")].length > 0, name);
    assert.deepEqual(told, [], name);
  }
});

test("a number is taken while it is typed, and at once when it is entered", () => {
  const { control, root, told } = controlOf("learning_rate");
  control.update(0.1);
  const [input] = all(root, "input");
  input.value = "0,25";
  act(input, "input");
  act(input, "change");
  assert.deepEqual(told, [
    [0.25, "typing"],
    [0.25, "now"],
  ]);
});

test("a number that is not allowed is told beside its control and changes nothing", () => {
  const { control, root, told } = controlOf("learning_rate");
  control.update(0.1);
  const [input] = all(root, "input");
  const error = root[0].querySelector(".field-error");
  for (const typed of ["0", "-1", "much", "", "1e7"]) {
    input.value = typed;
    act(input, "change");
    assert.equal(error.hidden, false, typed);
    assert.match(
      error.textContent,
      /^Learning rate must be a number, above 0 and at most 1000000$/,
    );
    assert.equal(input.getAttribute("aria-describedby"), error.id);
  }
  assert.deepEqual(told, []);
  input.value = "0.2";
  act(input, "change");
  assert.equal(error.hidden, true);
  assert.equal(input.getAttribute("aria-invalid"), null);
});

test("a value that arrives does not overwrite what is just being typed", () => {
  const { control, root } = controlOf("learning_rate");
  const [input] = all(root, "input");
  control.update(0.1);
  input.focus();
  input.value = "0.";
  control.update(0.5);
  assert.equal(input.value, "0.");
  installDocument();
  control.update(0.5);
  assert.equal(input.value, "0.5");
});

test("an empty override is as all runs have it, and says what that is", () => {
  const { control, root, told } = controlOf("learning_rate", true);
  control.update(undefined, 0.1);
  const [input] = all(root, "input");
  assert.equal(input.value, "");
  assert.equal(input.placeholder, "as all: 0.1");
  input.value = " ";
  act(input, "change");
  assert.deepEqual(told, [[undefined, "now"]]);
});

test("arrows step a number within its bounds", () => {
  const { control, root, told } = controlOf("epochs");
  const [input] = all(root, "input");
  control.update(2);
  act(input, "keydown", { key: "ArrowDown" });
  act(input, "keydown", { key: "ArrowDown" });
  assert.deepEqual(told, [[1, "sliding"]]);
  assert.equal(act(input, "keydown", { key: "5" }).defaultPrevented, false);
});

test("a batch is a number or the word full", () => {
  const { control, root, told } = controlOf("batch_size");
  control.update(16);
  const [input] = all(root, "input");
  for (const typed of ["full", "8", "half"]) {
    input.value = typed;
    act(input, "change");
  }
  assert.deepEqual(told, [
    ["full", "now"],
    [8, "now"],
  ]);
});

test("choosing an initializer gives all its parameters, changing one keeps the others", () => {
  const { control, root, told } = controlOf("initializer");
  control.update({ name: "zeros" });
  const [select] = all(root, "select");
  select.value = "normal";
  act(select, "change");
  assert.deepEqual(told.pop(), [{ name: "normal", std: 0.01 }, "now"]);
  control.update({ name: "normal", std: 0.01 });
  const [input] = all(root, "input");
  input.value = "0.5";
  act(input, "input");
  assert.deepEqual(told.pop(), [{ name: "normal", std: 0.5 }, "typing"]);
});

test("what cannot be set by controls is offered only where it is chosen already", () => {
  const { control, root } = controlOf("initializer");
  const offered = () => all(root, "option").map((option) => option.getAttribute("value"));
  control.update({ name: "zeros" });
  assert.ok(!offered().includes("explicit"));
  control.update({ name: "explicit", weights: [] });
  assert.ok(offered().includes("explicit"));
});

test("layers are added, removed and sized, within the limits", () => {
  const { control, root, told } = controlOf("hidden_layers");
  const [remove, add] = all(root, "button");
  control.update([8, 3]);
  act(add, "click");
  act(remove, "click");
  const [input] = all(root, "input");
  input.value = "3 x 5";
  act(input, "change");
  assert.deepEqual(told, [
    [[8, 3, 3], "now"],
    [[8], "now"],
    [[5, 5, 5], "now"],
  ]);
  input.value = "513";
  act(input, "change");
  assert.equal(told.length, 3);
  assert.match(root[0].querySelector(".field-error").textContent, /512/);
  control.update([]);
  assert.equal(remove.disabled, true);
});

test("an error of the server is told at its property alone", () => {
  const errors = [
    { loc: ["learning_rate"], message: "too large" },
    { loc: ["runs", 1, "learning_rate"], message: "too small" },
  ];
  assert.deepEqual(errorsAt(errors, ["learning_rate"]), [{ loc: [], message: "too large" }]);
  assert.deepEqual(errorsAt(errors, ["runs", 1, "learning_rate"])[0].message, "too small");
  assert.deepEqual(errorsAt(errors, ["runs", 0, "learning_rate"]), []);
});
