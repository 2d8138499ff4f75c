import assert from "node:assert/strict";
import { test } from "node:test";

import {
  Busy,
  createLineParser,
  fieldErrors,
  Gone,
  Refused,
  streamExperiment,
} from "../../../static/js/stream/stream.js";

const EVENTS = [
  { kind: "started", label: '\u03c3 = 0,5 \ud83d\ude00 \\n "quoted"' },
  { kind: "snapshot", epoch: 0, runs: [] },
  { kind: "done", runs: [], elapsed_s: 0.5 },
];
const TEXT = EVENTS.map((event) => `${JSON.stringify(event)}\n`).join("");
const BYTES = new TextEncoder().encode(TEXT);

/** @param {string[]} chunks */
function parseAll(chunks) {
  const parser = createLineParser();
  return [...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()];
}

test("lines give the same values wherever the text is cut in two", () => {
  for (let cut = 0; cut <= TEXT.length; cut += 1) {
    assert.deepEqual(parseAll([TEXT.slice(0, cut), TEXT.slice(cut)]), EVENTS);
  }
});

test("lines give the same values in chunks of every size", () => {
  for (let size = 1; size <= 40; size += 1) {
    const chunks = TEXT.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    assert.deepEqual(parseAll(chunks), EVENTS);
  }
});

test("an event is handed over as soon as its line is complete, and no sooner", () => {
  const parser = createLineParser();
  assert.deepEqual(parser.push('{"kind":'), []);
  assert.deepEqual(parser.push('"a"}\n{'), [{ kind: "a" }]);
});

test("a last line needs no line break, and empty lines are nothing", () => {
  assert.deepEqual(parseAll(["\n\n1\r\n\n2"]), [1, 2]);
});

test("a line that is no JSON is an error", () => {
  assert.throws(() => createLineParser().push("{oops}\n"), SyntaxError);
});

/**
 * @param {Uint8Array[]} chunks
 * @returns {Promise<Response>}
 */
async function answer(chunks) {
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    }),
  );
}

/** @param {() => Promise<Response>} respond */
async function receive(respond, signal = new AbortController().signal) {
  /** @type {unknown[]} */
  const events = [];
  const fetcher = /** @type {typeof fetch} */ (/** @type {unknown} */ (respond));
  await streamExperiment({
    rest: async () => {},
    request: {},
    signal,
    fetcher,
    onEvents: (more) => events.push(...more),
  });
  return events;
}

test("bytes cut anywhere, also within a character, give the same events", async () => {
  for (let cut = 0; cut <= BYTES.length; cut += 1) {
    const events = await receive(() => answer([BYTES.slice(0, cut), BYTES.slice(cut)]));
    assert.deepEqual(events, EVENTS);
  }
});

test("a stream that ends before its last event is a broken connection, wherever it ends", async () => {
  const last = TEXT.slice(0, -1).lastIndexOf("\n");
  const start = new TextEncoder().encode(TEXT.slice(0, last)).length;
  for (const end of [0, 10, start, start + 1, start + 8, BYTES.length - 2]) {
    await assert.rejects(
      receive(() => answer([BYTES.slice(0, end)])),
      Gone,
    );
  }
});

test("a busy server is told apart, with its own waiting time", async () => {
  const respond = async () => new Response("{}", { status: 503, headers: { "Retry-After": "7" } });
  await assert.rejects(
    receive(respond),
    (error) => error instanceof Busy && error.retry_after === 7,
  );
});

test("a refusal names the field and leaves out where it was read from", async () => {
  const detail = [
    { loc: ["body", "runs", 1, "learning_rate"], msg: "Value error, too much", type: "x" },
  ];
  const respond = async () => new Response(JSON.stringify({ detail }), { status: 422 });
  await assert.rejects(receive(respond), (error) => {
    assert.ok(error instanceof Refused);
    assert.deepEqual(error.errors, [{ loc: ["runs", 1, "learning_rate"], message: "too much" }]);
    return true;
  });
});

test("beside its control a message need not repeat the field; of the whole it says all", () => {
  const detail = [
    { loc: ["body", "hidden_layers", 0], msg: "hidden_layers[0] is 900; allowed: 1 to 512" },
    { loc: ["body"], msg: "the request is about 9 seconds; allowed: at most 2; lower epochs" },
  ];
  assert.deepEqual(fieldErrors(detail, 422), [
    { loc: ["hidden_layers", 0], message: "allowed: 1 to 512" },
    { loc: [], message: "the request is about 9 seconds; allowed: at most 2; lower epochs" },
  ]);
});

test("a refusal without a readable body still says something", async () => {
  const respond = async () => new Response("<html>", { status: 413 });
  await assert.rejects(
    receive(respond),
    (error) => error instanceof Refused && error.message !== "",
  );
});

test("a server that cannot be reached is gone, and an abort stays an abort", async () => {
  await assert.rejects(
    receive(() => Promise.reject(new TypeError("failed to fetch"))),
    Gone,
  );
  const abort = Object.assign(new Error("aborted"), { name: "AbortError" });
  await assert.rejects(
    receive(() => Promise.reject(abort)),
    { name: "AbortError" },
  );
});

test("after an abort no event is handed over any more", async () => {
  const controller = new AbortController();
  controller.abort();
  assert.deepEqual(await receive(() => answer([BYTES]), controller.signal), []);
});
