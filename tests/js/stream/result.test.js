import assert from "node:assert/strict";
import { test } from "node:test";
import { describeSweep, judge } from "../../../static/js/stage/verdict.js";
import { groupFindings } from "../../../static/js/stage/verdict_line.js";
import { frameAt, lastFrame, takeEvents } from "../../../static/js/stream/result.js";
import { DIVERGED, DONE, snapshot, started } from "../sample_events.js";

const EVENTS = [
  started(["A", "B"]),
  snapshot(0, [{ run: 0, distinct: 1 }, { run: 1 }]),
  snapshot(2, [{ run: 0, distinct: 1 }, { run: 1 }]),
  DIVERGED,
  snapshot(4, [{ run: 0, distinct: 2 }]),
  DONE,
];

/** @param {number} count */
function taken(count) {
  const result = takeEvents(null, EVENTS.slice(0, count), [7, 9]);
  assert.ok(result !== null);
  return result;
}

/**
 * @template T
 * @param {T | null | undefined} value
 * @returns {T}
 */
function present(value) {
  assert.ok(value !== null && value !== undefined);
  return value;
}

test("nothing is shown before the run has started", () => {
  assert.equal(takeEvents(null, [], [1]), null);
});

test("frames of all lanes stand at the index of their epoch", () => {
  const { epochs, lanes } = taken(6);
  assert.deepEqual(epochs, [0, 2, 4]);
  assert.deepEqual(
    lanes[0].frames.map((frame) => frame?.epoch),
    [0, 2, 4],
  );
  assert.deepEqual(
    lanes[1].frames.map((frame) => frame?.epoch),
    [0, 2, undefined],
  );
  assert.deepEqual(
    lanes.map(({ lane_id }) => lane_id),
    [7, 9],
  );
});

test("events in one batch or one by one give the same result", () => {
  const result = EVENTS.reduce(
    (so_far, event) => takeEvents(so_far, [event], [7, 9]),
    /** @type {ReturnType<typeof takeEvents>} */ (null),
  );
  assert.deepEqual(result, taken(6));
});

test("divergence and final figures reach the lane they are about", () => {
  const { lanes, done } = taken(6);
  assert.equal(lanes[0].diverged, null);
  assert.equal(lanes[1].diverged?.epoch, 3);
  assert.equal(lanes[1].result?.status, "diverged");
  assert.equal(done?.kind, "done");
});

test("a new event gives a new object, so that a change is seen", () => {
  const before = taken(2);
  const after = takeEvents(before, [EVENTS[2]], [7, 9]);
  assert.notEqual(after, before);
  assert.notEqual(after?.lanes[0], before.lanes[0]);
});

test("a diverged lane shows its last frame from then on", () => {
  const { lanes } = taken(6);
  assert.equal(lastFrame(lanes[1], 2), 1);
  assert.equal(lastFrame(lanes[0], 2), 2);
  assert.equal(lastFrame(lanes[0], 99), 2);
  assert.equal(lastFrame({ ...lanes[0], frames: [null] }, 0), -1);
});

test("the frame nearest to an epoch is found as by trying all", () => {
  const epochs = [0, 1, 2, 3, 5, 8, 13, 40, 100];
  for (let epoch = -3; epoch < 130; epoch += 0.5) {
    const distances = epochs.map((each) => Math.abs(each - epoch));
    const nearest = distances.indexOf(Math.min(...distances));
    assert.equal(frameAt(epochs, epoch), nearest, `epoch ${epoch}`);
  }
  assert.equal(frameAt([], 3), 0);
  assert.equal(frameAt([0, 4], Infinity), 1);
});

/**
 * @param {number | null} share learned
 * @param {number[]} counts distinct neurons of each hidden layer, of 2
 */
function judgeBetween(share, counts) {
  const [lane] = taken(6).lanes;
  const frame = present(lane.frames[1]);
  const [layer, output] = frame.layers;
  const hidden = counts.map((count) => ({
    ...layer,
    distinct_neurons: count,
    visibly_distinct: count,
  }));
  const layers = [...hidden, output];
  const frames = [...lane.frames];
  frames[1] = { ...frame, share_learned: share, layers };
  return judge({ ...lane, frames }, 1);
}

test("between start and end a verdict says at which epoch a run stands, and where", () => {
  const stands = /** @type {const} */ ([
    [0.95, "distinct", "has learned"],
    [0.8, "distinct", "learning"],
    [0.01, "plain", "nothing learned yet"],
    [-0.5, "fault", "loss too large"],
  ]);
  for (const [share, kind, headline] of stands) {
    const said = judgeBetween(share, [2, 2]);
    assert.equal(said.moment, `At epoch ${taken(6).epochs[1]}`);
    assert.deepEqual([said.kind, said.headline, said.findings], [kind, headline, []]);
  }
  assert.match(judgeBetween(0.2, [2]).sentence, /^The training loss is 20\s% below the loss/);
  assert.match(judgeBetween(0.2, [2]).detail, /1\.00 \u2192 .*, training accuracy 50/);
});

test("between start and end a verdict says clones while neurons are one", () => {
  assert.equal(judgeBetween(0.01, [1, 1]).kind, "clones");
  assert.equal(judgeBetween(0.01, [1, 1]).headline, "clones, nothing learned yet");
  assert.match(judgeBetween(0.01, [1]).sentence, /^The hidden layer is one neuron, copied\. The /);
  assert.equal(judgeBetween(0.8, [1, 2]).kind, "mixed");
  assert.equal(judgeBetween(0.95, [1, 2]).headline, "some clones, has learned");
  assert.equal(judgeBetween(null, [2]).headline, "nothing to learn");
});

test("a verdict names epoch and layer of a divergence, from then on and not before", () => {
  const [, lane] = taken(6).lanes;
  assert.notEqual(judge(lane, 1).kind, "diverged");
  assert.equal(judge(lane, 2).headline, "Exploded at epoch 3, layer 1");
});

/**
 * @typedef {import("../../../static/js/wire_types.js").Finding} Finding
 * @param {Finding["name"]} name
 * @param {string} quantity
 * @param {number | null} value
 * @returns {Finding}
 */
function finding(name, quantity, value) {
  return {
    name,
    layer_index: null,
    quantity,
    value,
    threshold: 1,
    reason: "",
    source: null,
    sentence: `${name} it is.`,
  };
}

test("the server's verdict on the start is told at the start, that on the end at the end", () => {
  const [lane] = taken(6).lanes;
  const start = [
    finding("clones", "distinct_neurons", 1),
    finding("vanishing", "gradient_flow", 0),
  ];
  const end = [finding("healthy", "share_learned", 0.9)];
  const frames = [{ ...present(lane.frames[0]), verdict: start }, ...lane.frames.slice(1)];
  const result = { ...present(lane.result), verdicts: { start, end } };
  const last = frames.length - 1;
  const running = { ...lane, frames, result: null };
  const done = { ...lane, frames, result };
  for (const shown of [judge(running, 0), judge(done, 0)]) {
    assert.equal(shown.moment, "At the start");
    assert.equal(shown.headline, "clones, no gradient");
    assert.equal(shown.kind, "clones");
    assert.equal(shown.findings, start);
    assert.equal(shown.sentence, "clones it is.");
  }
  for (const shown of [judge(running, last), judge(done, last - 1)]) {
    assert.match(shown.moment, /^At epoch /);
    assert.deepEqual(shown.findings, []);
  }
  assert.equal(judge(done, last).moment, "At the end");
  assert.equal(judge(done, last).headline, "has learned");
  assert.equal(judge(done, last).findings, end);
});

test("a verdict of the end is kept to the end, whatever was found before", () => {
  const [lane] = taken(6).lanes;
  const end = [finding("too_slow", "share_learned", 0.1)];
  const done = { ...lane, result: { ...present(lane.result), verdicts: { start: end, end } } };
  assert.equal(judge(done, 2).headline, "little learned");
  assert.equal(judge(done, 2).kind, "fault");
});

test("a healthy end says what it rests on where nothing was learned in training", () => {
  const [lane] = taken(6).lanes;
  const heads = { constant_loss: "nothing to learn", share_kept: "right from the start" };
  for (const [quantity, headline] of Object.entries(heads)) {
    const end = [finding("healthy", quantity, null)];
    const done = { ...lane, result: { ...present(lane.result), verdicts: { start: end, end } } };
    assert.equal(judge(done, 2).headline, headline);
    assert.equal(judge(done, 0).headline, "healthy");
  }
});

test("what is found at the start and at the end alike is told once", () => {
  const clones = finding("clones", "distinct_neurons", 1);
  const slow = finding("too_slow", "share_learned", 0.1);
  const grouped = groupFindings([clones, finding("dead", "dead", 0.5)], [{ ...clones }, slow]);
  assert.deepEqual(
    grouped.map(({ title, findings }) => [title, ...findings.map(({ name }) => name)]),
    [
      ["At the start and at the end", "clones"],
      ["At the start", "dead"],
      ["At the end", "too_slow"],
    ],
  );
  assert.deepEqual(groupFindings([], []), []);
});

test("the share of failed seeds is told of several seeds alone", () => {
  const [lane] = taken(6).lanes;
  /** @param {boolean[]} failed */
  const withSeeds = (failed) => {
    const sweep = /** @type {any} */ ({ seeds: failed.map((each) => ({ failed: each })) });
    return { ...lane, result: { ...present(lane.result), sweep } };
  };
  assert.equal(describeSweep(lane), "");
  assert.equal(describeSweep(withSeeds([true])), "");
  assert.equal(describeSweep(withSeeds([true, false, true])), "2 of 3 seeds failed");
  assert.equal(describeSweep(withSeeds([false, false])), "none of 2 seeds failed");
});

test("there is a verdict without anything to judge", () => {
  assert.equal(judge(null, 0).kind, "empty");
});
