import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createLater } from "../../../static/js/controls/later.js";
import { fake, installDocument } from "../fake_dom.js";

beforeEach(installDocument);

test("a part is loaded once, when it is wanted, and shows the last state", async () => {
  /** @type {string[]} */
  const log = [];
  const create = async () => {
    log.push("load");
    return { update: (/** @type {string} */ state) => void log.push(state) };
  };
  const part = createLater(create, fake("div"));
  part.update("a");
  assert.deepEqual(log, []);
  const wanted = part.want();
  part.update("b");
  await Promise.all([wanted, part.want()]);
  part.update("c");
  assert.deepEqual(log, ["load", "b", "c"]);
});

test("a part that cannot be loaded says so in its place, and is not silent about why", async () => {
  const host = fake("div");
  host.hidden = true;
  /** @returns {Promise<{update: (state: string) => void}>} */
  const create = () => Promise.reject(new TypeError("gone"));
  const part = createLater(create, host);
  await assert.rejects(part.want(), TypeError);
  assert.equal(host.hidden, false);
  assert.match(host.textContent, /could not be loaded\. Reload/);
});
