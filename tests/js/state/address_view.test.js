/** How the experiment is looked at, as the address holds it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { TABS } from "../../../static/js/looks/tabs.js";
import { readAddress, writeAddress } from "../../../static/js/state/address.js";
import {
  FIRST_SELECTION,
  FIRST_TAB,
  viewOf,
  writeView,
} from "../../../static/js/state/address_view.js";
import { firstExperiment } from "../../../static/js/state/experiment.js";
import { FIRST_MAP } from "../../../static/js/state/map_settings.js";
import {
  completeSettings,
  keepSettings,
  readSettings,
} from "../../../static/js/state/tab_settings.js";
import { CATALOG } from "../catalog_sample.js";

/** @typedef {import("../../../static/js/types.js").State} State */

/** @param {Partial<State>} patch of a state that shows what an empty address opens */
function stateOf(patch) {
  const first = {
    result: { epochs: [0, 10, 57, 100] },
    frame: 0,
    playing: true,
    played_from: 0,
    inspector_tab: FIRST_TAB,
    tab_settings: {},
    selection: FIRST_SELECTION,
    speed: 1,
    presenting: false,
    exercise: null,
    instruments: [],
  };
  return /** @type {State} */ (/** @type {unknown} */ ({ ...first, ...patch }));
}

/** @param {Partial<State>} patch */
const written = (patch) => writeView(viewOf(stateOf(patch))).join("&");

test("what plays from its start, or has played to its end, needs no word of it", () => {
  assert.equal(written({ frame: 2 }), "");
  assert.equal(written({ frame: 3, playing: false }), "");
});

test("who has stopped it finds it there, also at its end, and at its start", () => {
  const stopped = { playing: false, played_from: null };
  assert.equal(written({ ...stopped, frame: 2 }), "epoch=57");
  assert.equal(written({ ...stopped, frame: 3 }), "epoch=100");
  assert.equal(written({ ...stopped, frame: 0 }), "epoch=0");
});

test("what plays from the middle is told by where it began, wherever it is", () => {
  for (const playing of [true, false]) {
    assert.equal(written({ frame: 3, playing, played_from: 57 }), "epoch=57&playing=true");
  }
});

const WHOLE = {
  epoch: 57,
  playing: true,
  tab: { name: "depth", settings: { width: "50", he: "false", activation: "a,b:c+d&e;f=%" } },
  chosen: { run: 2, layer_index: 1, neuron: 3, from: 4 },
  speed: 0.5,
  presenting: true,
  exercise: "part_the_clones",
  map: { ...FIRST_MAP, seeds: 3, color: "distinct" },
  measured: ["signal"],
};

test("every part of the view comes back from the address", () => {
  const address = writeAddress(CATALOG, firstExperiment(CATALOG), WHOLE);
  const opened = new URL(`http://localhost/#${address}`).hash;
  const { view, ignored } = readAddress(CATALOG, opened);
  assert.deepEqual(ignored, []);
  assert.deepEqual(view, WHOLE);
});

for (const part of [
  "epoch=-1",
  "epoch=1.5",
  "epoch=9999999999",
  "playing=perhaps",
  "tab=../etc",
  "chosen=run:0,head:1",
  "chosen=run:x",
  "speed=0",
  "speed=101",
  "presenting=1",
  "exercise=../etc",
  "measured=everything",
]) {
  test(`${part} is ignored and said so`, () => {
    const { view, ignored } = readAddress(CATALOG, part);
    assert.deepEqual(view, {});
    assert.equal(ignored.length, 1);
    assert.ok(ignored[0].startsWith(part.split(",")[0]), ignored[0]);
  });
}

const declared = TABS.flatMap(({ name, settings }) =>
  (settings?.(CATALOG) ?? []).map((parameter) => ({ tab: name, parameter })),
);

test("every setting that a tab declares comes back from the address, and at first is not told", () => {
  assert.ok(declared.length > 10);
  for (const { tab, parameter } of declared) {
    const { name, kind, choices, minimum } = parameter;
    const value = kind === "boolean" ? !parameter.default : (choices.at(-1) ?? (minimum ?? 0) + 1);
    const kept = keepSettings([parameter], {}, { [name]: value });
    const view = viewOf(stateOf({ inspector_tab: tab, tab_settings: { [tab]: kept } }));
    const again = readAddress(CATALOG, writeView(view).join("&")).view.tab;
    const told = /** @type {Record<string, string>} */ (again?.settings ?? {});
    /** @type {string[]} */
    const ignored = [];
    assert.deepEqual(readSettings([parameter], told, ignored), kept, `${tab} ${name}`);
    assert.deepEqual(ignored, []);
    const back = keepSettings([parameter], kept, { [name]: parameter.default });
    assert.deepEqual(back, {});
    assert.deepEqual(completeSettings([parameter], back), { [name]: parameter.default });
  }
});

test("a setting that a tab does not have, or a value that it does not take, is said", () => {
  const parameters = declared.filter(({ tab }) => tab === "depth").map((each) => each.parameter);
  /** @type {string[]} */
  const ignored = [];
  const told = { colour: "red", width: "0", seeds: "3", he: "maybe" };
  assert.deepEqual(readSettings(parameters, told, ignored), { seeds: 3 });
  assert.equal(ignored.length, 3);
});
