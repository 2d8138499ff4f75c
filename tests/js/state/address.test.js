import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress, writeAddress } from "../../../static/js/state/address.js";
import {
  changeRun,
  completeExperiment,
  firstExperiment,
  nextRun,
} from "../../../static/js/state/experiment.js";
import { CATALOG } from "../catalog_sample.js";

const FIRST = firstExperiment(CATALOG);

/** @param {Partial<typeof FIRST>} patch */
function written(patch) {
  return writeAddress(CATALOG, completeExperiment(CATALOG, { ...FIRST, ...patch }));
}

/** @param {string} address */
function reread(address) {
  const { experiment, ignored } = readAddress(CATALOG, address);
  assert.deepEqual(ignored, []);
  return experiment;
}

test("the first experiment has an empty address, and an empty address is the first experiment", () => {
  assert.equal(writeAddress(CATALOG, FIRST), "");
  assert.deepEqual(reread(""), FIRST);
  assert.deepEqual(reread("#"), FIRST);
});

test("another opening leaves what addresses mean as it was", () => {
  const request = { hidden_layers: [5], runs: [{ initializer: "zeros" }] };
  const presets = [
    { name: "new", label: "", group: "", description: "", look_for: "", request, paper: null },
    ...CATALOG.presets,
  ];
  const catalog = { ...CATALOG, presets };
  const opening = completeExperiment(catalog, request);
  assert.equal(writeAddress(catalog, opening), "");
  assert.deepEqual(readAddress(catalog, "").experiment, opening);
  assert.deepEqual(readAddress(catalog, "seed=7").experiment, { ...FIRST, seed: 7 });
  const base = writeAddress(catalog, FIRST);
  assert.notEqual(base, "");
  assert.deepEqual(readAddress(catalog, base).experiment, FIRST);
});

test("only what differs stands in the address, readable", () => {
  assert.equal(written({ learning_rate: 0.03, seed: 7 }), "learning_rate=0.03&seed=7");
  assert.equal(written({ dataset: { name: "spirals", noise: 0.1 } }), "dataset=spirals,noise:0.1");
  assert.equal(written({ hidden_layers: [16, 4] }), "hidden_layers=16,4");
});

const PATCHES = {
  dataset: { name: "spirals", samples: 60, noise: 0.25 },
  hidden_layers: [1, 512, 3],
  activation: "relu",
  bias_initializer: { name: "normal", std: 0.5 },
  loss: "mse",
  optimizer: { name: "momentum", momentum: 0.5 },
  learning_rate: 1e-7,
  l2: 0.001,
  batch_size: /** @type {const} */ ("full"),
  epochs: 3000,
  shuffle: false,
  seed: 2 ** 53 - 1,
};

for (const [name, value] of Object.entries(PATCHES)) {
  test(`an address brings ${name} back`, () => {
    const experiment = completeExperiment(CATALOG, { ...FIRST, [name]: value });
    const address = writeAddress(CATALOG, experiment);
    assert.ok(address.startsWith(`${name}=`), address);
    assert.deepEqual(reread(address), experiment);
  });
}

test("an address brings everything back at once, no hidden layer included", () => {
  const experiment = completeExperiment(CATALOG, { ...FIRST, ...PATCHES, hidden_layers: [] });
  assert.deepEqual(reread(writeAddress(CATALOG, experiment)), experiment);
});

test("labels and texts keep every character that separates parts of an address", () => {
  const hard = "a&b=c;d,e:f+g h%20i#j/k?l\u00e9\ud83d\ude00\"'()*";
  const initializer = { name: "expression", expression: `randn(2, 3) * 1e-2 + ${hard}` };
  const runs = [{ label: hard, initializer, activation: "relu", learning_rate: 10, seed: 3 }];
  const experiment = completeExperiment(CATALOG, { ...FIRST, runs });
  const address = writeAddress(CATALOG, experiment);
  assert.deepEqual(reread(address), experiment);
  const opened = new URL(`http://localhost/#${address}`).hash;
  assert.deepEqual(reread(opened), experiment, "also after a browser has read it");
});

test("one initializer per layer and explicit weights survive", () => {
  const runs = [
    { label: "Mixed", initializer: [{ name: "zeros" }, { name: "normal", std: 2 }] },
    { label: "Given", initializer: { name: "explicit", weights: [[[1, -2.5]], [[0]]] } },
  ];
  const experiment = completeExperiment(CATALOG, { ...FIRST, runs });
  assert.deepEqual(reread(writeAddress(CATALOG, experiment)), experiment);
});

test("added and changed runs survive", () => {
  const added = [...FIRST.runs, nextRun(CATALOG, FIRST)];
  const runs = added.map((run) => changeRun(CATALOG, run, { l2: 0.5, activation: "relu" }));
  const experiment = { ...FIRST, runs };
  assert.deepEqual(reread(writeAddress(CATALOG, experiment)), experiment);
});

test("layers may be written by their number in an address", () => {
  assert.deepEqual(reread("hidden_layers=3x8,2").hidden_layers, [8, 8, 8, 2]);
});

test("a wrong name in an address is answered with the nearest", () => {
  const { ignored } = readAddress(CATALOG, "activation=rleu");
  assert.deepEqual(ignored, ["activation=rleu (there is no rleu; did you mean relu?)"]);
});

test("a display alias names the same initializer", () => {
  const { runs } = reread("run=X;initializer=Xavier%20normal");
  assert.deepEqual(runs, [{ label: "X", initializer: { name: "glorot_normal", gain: 1 } }]);
});

const BROKEN = [
  "hidden_layers=8,x",
  "hidden_layers=0",
  "hidden_layers=4,513",
  "learning_rate=fast",
  "learning_rate=0",
  "epochs=1.5",
  "epochs=20001",
  "dataset=nowhere",
  "dataset=circles,noise:2",
  "dataset=circles,salt:2",
  "activation=%E0%A4%A",
  "initializer=zeros",
  "colour=blue",
  "batch_size=some",
  "shuffle=maybe",
];

for (const address of BROKEN) {
  test(`${address} is ignored, said so, and leaves the rest alone`, () => {
    const { experiment, ignored } = readAddress(CATALOG, `${address}&seed=5`);
    assert.equal(ignored.length, 1);
    assert.ok(ignored[0].startsWith(address), ignored[0]);
    assert.deepEqual(experiment, { ...FIRST, seed: 5 });
  });
}

test("of a run, too, only the wrong part is ignored", () => {
  const { experiment, ignored } = readAddress(CATALOG, "run=A;initializer=nothing;seed=3;epochs=9");
  assert.equal(ignored.length, 2);
  assert.deepEqual(experiment.runs, [
    { label: "A", initializer: { name: "glorot_normal", gain: 1 }, seed: 3 },
  ]);
});

test("no text whatever breaks the reading", () => {
  let state = 1;
  const letters = '&=;,:+#%ab1.e-[]{}"zeros run seed';
  for (let i = 0; i < 2000; i += 1) {
    let text = "";
    for (let j = 0; j < 30; j += 1) {
      state = (state * 48271) % 2147483647;
      text += letters[state % letters.length];
    }
    const { experiment } = readAddress(CATALOG, text);
    assert.ok(experiment.runs.length > 0);
  }
});

test("rates by layer and frozen layers come along in a link", () => {
  const request = {
    hidden_layers: [4, 4],
    freeze: [0, 2],
    runs: [{ initializer: "zeros", learning_rate_scale: [1, 0.125, 0.5], freeze: [] }],
  };
  const experiment = completeExperiment(CATALOG, request);
  const address = writeAddress(CATALOG, experiment);
  assert.match(address, /freeze=0,2/);
  assert.deepEqual(reread(address), experiment);
  assert.deepEqual(reread(address).runs[0].learning_rate_scale, [1, 0.125, 0.5]);
});
