import assert from "node:assert/strict";
import { test } from "node:test";

import { createDecks, deckOrder, deckTops } from "../../../../static/js/drawing/network/deck.js";
import { layoutNetwork, tileBox } from "../../../../static/js/drawing/network/layout.js";
import { pickTile } from "../../../../static/js/drawing/network/pick.js";

const ALONE = [0, 1, 2, 3, 4, 5, 6, 7];
const ONE = Array(8).fill(0);

const column = () =>
  layoutNetwork({ width: 560, hidden: [8], inputs: 2, outputs: 1, histograms: true }).columns[1];

/**
 * @param {number[]} exact
 * @param {number[]} visible
 */
function tops(exact, visible) {
  const found = deckTops(column(), exact, visible);
  assert.ok(found);
  return found;
}

/** @param {number[]} values */
const spanOf = (values) => Math.max(...values) - Math.min(...values);

test("different neurons stand in rank and file", () => {
  const plain = ALONE.map((i) => tileBox(column(), i).y);
  tops(ALONE, ALONE).forEach((top, i) => assert.ok(Math.abs(top - plain[i]) < 1e-6));
});

test("exact clones lie closer than near ones, and these closer than different neurons", () => {
  const exact = spanOf(tops(ONE, ONE));
  const near = spanOf(tops(ALONE, ONE));
  const different = spanOf(tops(ALONE, ALONE));
  assert.ok(exact > 0 && exact < 0.5 * near && near < 0.8 * different);
});

test("every deck lies within the box of its layer", () => {
  const { box, tile } = column();
  const visible = [0, 1, 0, 3, 1, 0, 6, 0];
  for (const exact of [ONE, ALONE, visible]) {
    for (const seen of [ONE, visible, ALONE]) {
      for (const top of tops(exact, seen)) {
        assert.ok(top >= box.y - 1e-6 && top + tile <= box.y + box.height + 1e-6);
      }
    }
  }
});

test("members of a class lie together and no two cards in the same place", () => {
  const visible = [0, 1, 0, 3, 1, 0, 6, 0];
  assert.deepEqual(deckOrder(visible, visible), [0, 2, 5, 7, 1, 4, 3, 6]);
  assert.equal(new Set(tops(ONE, ONE)).size, 8);
});

test("the part of a card that is seen picks that card", () => {
  const own = column();
  for (const [exact, visible] of [
    [ONE, ONE],
    [ALONE, ONE],
    [ALONE, ALONE],
  ]) {
    const placed = { ...own, tops: tops(exact, visible) };
    for (let i = 0; i < 8; i++) {
      const { x, y } = tileBox(placed, i);
      assert.equal(pickTile(placed, x + 5, y + 1)?.index, i);
    }
  }
});

test("a block of several columns stands still", () => {
  const wide = { ...column(), cols: 2 };
  assert.equal(deckTops(wide, ONE, ONE), null);
});

test("cards come to their places and then rest; without motion they are there at once", () => {
  const goal = [tops(ALONE, ALONE)];
  const decks = createDecks(() => false);
  assert.equal(decks.step([tops(ONE, ONE)], "layout", 0), false);
  assert.equal(decks.step(goal, "layout", 20), true);
  const under_way = spanOf(decks.tops()[0] ?? []);
  assert.ok(under_way > spanOf(tops(ONE, ONE)) && under_way < spanOf(goal[0]));
  let time = 40;
  while (decks.step(goal, "layout", time)) {
    time += 20;
    assert.ok(time < 5000);
  }
  assert.deepEqual(decks.tops(), goal);

  const still = createDecks(() => true);
  still.step([tops(ONE, ONE)], "layout", 0);
  assert.equal(still.step(goal, "layout", 20), false);
  assert.deepEqual(still.tops(), goal);
});
