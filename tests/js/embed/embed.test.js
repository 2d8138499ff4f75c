import assert from "node:assert/strict";
import { test } from "node:test";
import { createMessages } from "../../../static/js/embed/messages.js";
import { quietHistory, restrict } from "../../../static/js/embed/permissions.js";
import {
  CHANGES,
  PARTS,
  readEmbedding,
  writeEmbedding,
} from "../../../static/js/state/embedding.js";

/** @typedef {import("../../../static/js/state/embedding.js").Embedding} Embedding */

test("every embedding comes back from its address", () => {
  for (let mask = 0; mask < 2 ** (PARTS.length + CHANGES.length); mask += 1) {
    const show = PARTS.filter((_, i) => mask & (1 << i));
    const allow = CHANGES.filter((_, i) => mask & (1 << (PARTS.length + i)));
    if (show.length === 0) continue;
    assert.deepEqual(readEmbedding(writeEmbedding({ show, allow })), { show, allow });
  }
});

test("without words the networks are shown, and nothing can be changed", () => {
  const usual = { show: ["stage", "transport"], allow: [] };
  assert.deepEqual(readEmbedding("?embed=1"), usual);
  assert.deepEqual(readEmbedding("?embed=1&show=nonsense&allow=nonsense"), usual);
  assert.deepEqual(readEmbedding("?show=look&embed=1&allow=all"), {
    show: ["look"],
    allow: CHANGES,
  });
  assert.equal(readEmbedding(""), null);
  assert.equal(readEmbedding("?embed=0"), null);
});

test("what an embed does not allow does nothing, and the rest works", () => {
  /** @type {string[]} */
  const done = [];
  const names = ["edit", "editRun", "addRun", "newSeed", "intervene", "openAddress", "read"];
  const actions = /** @type {any} */ (
    Object.fromEntries(names.map((name) => [name, () => done.push(name)]))
  );
  /** @param {Embedding | null} embedding */
  const tryAll = (embedding) => {
    done.length = 0;
    const restricted = /** @type {Record<string, () => void>} */ (
      /** @type {unknown} */ (restrict(actions, embedding))
    );
    for (const name of names) restricted[name]();
    return [...done];
  };
  assert.deepEqual(tryAll(null), names);
  assert.deepEqual(tryAll({ show: ["stage"], allow: [] }), ["openAddress", "read"]);
  const seed = tryAll({ show: ["stage"], allow: ["seed"] });
  assert.deepEqual(seed, ["newSeed", "openAddress", "read"]);
});

test("an embed adds no entry to the history", () => {
  /** @type {string[]} */
  const called = [];
  const entries = /** @type {any} */ ({
    state: 3,
    pushState: () => called.push("push"),
    replaceState: () => called.push("replace"),
    go: () => called.push("go"),
  });
  const quiet = quietHistory(entries, { show: ["stage"], allow: [] });
  quiet.pushState(1, "", "/");
  quiet.go(-1);
  assert.deepEqual([called, quiet.state], [["replace"], 3]);
  assert.equal(quietHistory(entries, null), entries);
});

/** @param {Record<string, unknown>} patch */
function stateWith(patch) {
  const lane = {
    label: "A",
    diverged: null,
    frames: [{ train_loss: 0.5, train_accuracy: 1 }, null],
  };
  const started = { request: { epochs: 9 } };
  const result = { epochs: [0, 9], lanes: [lane], started };
  const usual = {
    experiment: { seed: 1, l2: 0 },
    lesson: null,
    graded: null,
    playing: true,
    frame: 0,
  };
  return /** @type {any} */ ({ ...usual, status: "computing", result, ...patch });
}

test("the page around is told what happens, each thing once", () => {
  /** @type {any[]} */
  const told = [];
  const messages = createMessages({
    post: (message) => told.push(message),
    address: () => "http://a/#b",
    now: () => new Date(0),
  });
  messages.resize(300);
  messages.resize(300);
  messages.resize(0);
  const first = stateWith({});
  messages.update({ ...first, result: null });
  messages.update(first);
  messages.update(first);
  const seen = stateWith({ ...first, status: "complete", playing: false, frame: 1 });
  messages.update(seen);
  messages.update({ ...seen });
  messages.update({ ...seen, experiment: { ...seen.experiment, seed: 2 } });
  assert.ok(told.every(({ source }) => source === "unclone"));
  const kinds = told.map(({ type, verb }) => verb ?? type);
  assert.deepEqual(kinds, ["resize", "ready", "completed", "interacted"]);
  const [, , completed, changed] = told;
  assert.deepEqual(completed.result.runs, [
    { label: "A", status: "completed", train_loss: 0.5, train_accuracy: 1 },
  ]);
  assert.equal(completed.timestamp, "1970-01-01T00:00:00.000Z");
  assert.equal(completed.object, "http://a/#b");
  assert.deepEqual(changed.result, { changed: ["seed"] });
});

test("predictions and steps of the lesson are told, and not what the lesson sets by itself", () => {
  /** @type {any[]} */
  const told = [];
  const messages = createMessages({ post: (one) => told.push(one), address: () => "" });
  const lesson = { place: "zeros", is_away: false, predicted: { slides: "both" } };
  messages.update(stateWith({ lesson }));
  messages.update(
    stateWith({ lesson: { ...lesson, predicted: { slides: "both", zeros: "alike" } } }),
  );
  const next = { place: "nudge", is_away: false, predicted: { slides: "both", zeros: "alike" } };
  messages.update(stateWith({ lesson: next, experiment: { seed: 5 } }));
  const events = told.filter(({ type }) => type === "event");
  assert.deepEqual(
    events.map(({ verb, result }) => [verb, result]),
    [
      ["answered", { step: "zeros", response: "alike" }],
      ["progressed", { step: "nudge" }],
    ],
  );
});

test("what a check of an exercise found is told, once for each check", () => {
  /** @type {any[]} */
  const told = [];
  const messages = createMessages({ post: (one) => told.push(one), address: () => "" });
  const graded = { exercise: "part_the_clones", points: 2, of: 4 };
  messages.update(stateWith({}));
  messages.update(stateWith({ graded }));
  messages.update(stateWith({ graded }));
  messages.update(stateWith({ graded: { ...graded } }));
  const scored = told.filter(({ verb }) => verb === "scored");
  assert.deepEqual(
    scored.map(({ result }) => result),
    [graded, graded],
  );
});
