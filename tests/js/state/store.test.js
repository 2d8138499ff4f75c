import assert from "node:assert/strict";
import { test } from "node:test";

import { createStore } from "../../../static/js/state/store.js";

test("listeners hear what has really changed, once all of it is in place", () => {
  const store = createStore({ a: 1, b: 2, c: 3 });
  /** @type {unknown[]} */
  const heard = [];
  store.subscribe((state, changed) => heard.push([{ ...state }, [...changed].sort()]));
  store.set({ a: 1, b: 5, c: 6 });
  assert.deepEqual(heard, [[{ a: 1, b: 5, c: 6 }, ["b", "c"]]]);
});

test("setting what is already there tells nobody, NaN included", () => {
  const store = createStore({ a: NaN });
  store.subscribe(() => assert.fail("nothing changed"));
  store.set({ a: NaN });
});

test("a state once read does not change", () => {
  const store = createStore({ a: 1 });
  const before = store.get();
  store.set({ a: 2 });
  assert.deepEqual(before, { a: 1 });
});

test("after its subscription ends a listener hears nothing, also while others are told", () => {
  const store = createStore({ a: 1 });
  let heard = 0;
  const end = store.subscribe(() => {
    heard += 1;
    end();
  });
  store.set({ a: 2 });
  store.set({ a: 3 });
  assert.equal(heard, 1);
});
