/** Questions that change while they are asked: only the last one's answer counts. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { createLatest, describeTrouble } from "../../../static/js/stream/question.js";
import { Busy, Gone } from "../../../static/js/stream/stream.js";

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

/** Lets promises that are settled be heard. */
const settle = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

/** Questions whose answers are given by hand. */
function setUp() {
  /** @type {{question: string, signal: AbortSignal, answer: (text: string) => void, fail: (error: Error) => void}[]} */
  const asked = [];
  /** @type {string[]} */
  const shown = [];
  const latest = createLatest({
    ask: (/** @type {string} */ question, signal) =>
      new Promise((answer, fail) => void asked.push({ question, signal, answer, fail })),
    onAnswer: (/** @type {string} */ answer, question) => void shown.push(`${question}: ${answer}`),
    onError: (error) => void shown.push(describeTrouble(error)),
  });
  return { latest, asked, shown };
}

test("what came late for an earlier question is not shown", async () => {
  const { latest, asked, shown } = setUp();
  assert.ok(latest.want("a"));
  mock.timers.tick(0);
  assert.ok(latest.want("b"));
  mock.timers.tick(1000);
  assert.ok(asked[0].signal.aborted);
  asked[1].answer("2");
  asked[0].answer("1");
  await settle();
  assert.deepEqual(shown, ["b: 2"]);
});

test("a question is asked once, and while it is being typed only its last form", () => {
  const { latest, asked } = setUp();
  latest.want("a");
  mock.timers.tick(0);
  assert.equal(latest.want("a"), false);
  for (const question of ["ab", "abc", "abcd"]) latest.want(question);
  mock.timers.tick(1000);
  assert.deepEqual(
    asked.map(({ question }) => question),
    ["a", "abcd"],
  );
});

test("a busy or missing server is asked again, in words; a refusal is not", async () => {
  const { latest, asked, shown } = setUp();
  latest.want("a");
  mock.timers.tick(0);
  asked[0].fail(new Busy(7));
  await settle();
  mock.timers.tick(6999);
  assert.equal(asked.length, 1);
  mock.timers.tick(1);
  assert.equal(asked.length, 2);
  asked[1].fail(new Gone("The server does not answer."));
  await settle();
  mock.timers.tick(10_000);
  assert.equal(asked.length, 3);
  asked[2].fail(new Error("No such run."));
  await settle();
  mock.timers.tick(60_000);
  assert.equal(asked.length, 3);
  assert.deepEqual(shown, [
    "The server is busy. Asking again.",
    "The server does not answer. Asking again.",
    "No such run.",
  ]);
});
