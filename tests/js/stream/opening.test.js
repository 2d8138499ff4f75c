import assert from "node:assert/strict";
import { test } from "node:test";

import { createOpening } from "../../../static/js/stream/opening.js";
import { Gone, streamExperiment } from "../../../static/js/stream/stream.js";

const LINES = ['{"kind":"started"}\n', '{"kind":"snapshot"}\n{"kind":"done"}\n'];
const KINDS = ["started", "snapshot", "done"];

/**
 * @param {(address: string) => Promise<Response>} respond
 * @param {Promise<Response | null> | null} early
 */
function setUp(respond, early) {
  /** @type {string[]} */
  const asked = [];
  const fetcher = /** @type {typeof fetch} */ (
    /** @type {unknown} */ (
      (/** @type {string} */ address) => {
        asked.push(address);
        return respond(address);
      }
    )
  );
  const kept = createOpening("/opening/v", early, fetcher);
  const receive = async () => {
    /** @type {unknown[]} */
    const kinds = [];
    await streamExperiment({
      rest: async () => {},
      request: {},
      signal: new AbortController().signal,
      fetcher,
      kept,
      onEvents: (events) => kinds.push(...events.map(({ kind }) => kind)),
    });
    return kinds;
  };
  return { asked, receive };
}

/** @param {string} address */
const give = async (address) => new Response(LINES[Number(address.at(-1))]);

test("what was asked for early is not asked for again, and the rest follows", async () => {
  const { asked, receive } = setUp(give, give("/opening/v/0"));
  assert.deepEqual(await receive(), KINDS);
  assert.deepEqual(asked, ["/opening/v/1"]);
  assert.deepEqual(await receive(), KINDS);
  assert.deepEqual(asked, ["/opening/v/1", "/opening/v/0", "/opening/v/1"]);
});

test("where the files are not given, the experiment is asked for", async () => {
  const refusals = [Promise.resolve(new Response("{}", { status: 503 })), Promise.resolve(null)];
  for (const early of refusals) {
    const { asked, receive } = setUp(async () => new Response(LINES.join("")), early);
    assert.deepEqual(await receive(), KINDS);
    assert.deepEqual(asked, ["/simulate/stream"]);
  }
});

test("a second part that does not come is a broken connection", async () => {
  const lost = [
    () => Promise.reject(new TypeError("gone")),
    async () => new Response("", { status: 500 }),
  ];
  for (const respond of lost) {
    const { receive } = setUp(respond, give("/opening/v/0"));
    await assert.rejects(receive(), Gone);
  }
});
