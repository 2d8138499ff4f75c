/**
 * Marks of identical neurons: a bracket that holds a class together and, where a layer has several
 * classes, a letter for each. None of it needs colour. A bracket whose class has split stands open.
 */

import { tileBox } from "./layout.js";

/** @typedef {import("./layout.js").Column} Column */
/** @typedef {import("./theme.js").Theme} Theme */

/**
 * @typedef {object} CloneGroup
 * @property {number[]} members two or more neurons, rising
 * @property {string} letter
 * @property {number} track brackets of one track do not overlap; 0 is nearest to the tiles
 */

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * The classes of two and more.
 * @param {readonly number[]} clone_class for each neuron the first neuron identical to it
 * @returns {CloneGroup[]} in the order of their first neurons
 */
export function cloneGroups(clone_class) {
  /** @type {Map<number, number[]>} */
  const members = new Map();
  clone_class.forEach((first, neuron) => {
    const group = members.get(first);
    if (group) group.push(neuron);
    else members.set(first, [neuron]);
  });
  /** @type {number[]} */
  const track_ends = [];
  return [...members.values()]
    .filter((group) => group.length > 1)
    .map((group, i) => {
      let track = track_ends.findIndex((end) => end < group[0]);
      if (track < 0) track = track_ends.length;
      track_ends[track] = group[group.length - 1];
      return { members: group, letter: LETTERS[i % LETTERS.length], track };
    });
}

/**
 * Whether every neuron of a group is still identical to the others.
 * @param {CloneGroup} group
 * @param {readonly number[]} clone_class
 */
export function holds(group, clone_class) {
  return group.members.every((neuron) => clone_class[neuron] === clone_class[group.members[0]]);
}

const TRACK_PX = 7;
const FIRST_TRACK_PX = 6;
const ARM_PX = 4;
/** How far the halves of an open bracket swing out. */
const SWING = 0.62;
const LINE_PX = 2;

/**
 * Whether brackets of these groups fit beside a column; otherwise letters alone mark them.
 * @param {Column} column
 * @param {readonly CloneGroup[]} groups
 * @param {number} free px to the left of the column
 */
export function bracketsFit(column, groups, free) {
  if (column.cols > 1) return groups.length === 1 && groups[0].members.length === column.count;
  const tracks = Math.max(...groups.map((group) => group.track)) + 1;
  return FIRST_TRACK_PX + tracks * TRACK_PX <= free * 0.6;
}

/**
 * A bracket to the left of a column.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Column} column
 * @param {CloneGroup} group
 * @param {number} openness 0 closed, 1 open
 * @param {Theme} theme
 * @param {boolean} lettered several classes: the letter tells which
 */
export function drawBracket(ctx, column, group, openness, theme, lettered) {
  const whole = column.cols > 1;
  const first = tileBox(column, group.members[0]);
  const last = tileBox(column, group.members[group.members.length - 1]);
  const top = whole ? column.box.y : first.y;
  const bottom = whole ? column.box.y + column.box.height : last.y + last.height;
  const narrow = column.tile < 18;
  const x = column.box.x - (narrow ? 3 : FIRST_TRACK_PX) - group.track * TRACK_PX;
  const arm = narrow ? 2 : ARM_PX;
  const half = (bottom - top) / 2;
  const swing = SWING * openness;
  const path = new Path2D();
  path.moveTo(x + arm, top);
  path.lineTo(x, top);
  path.lineTo(x - Math.sin(swing) * half * 0.5, top + Math.cos(swing) * half * (1 - 0.5 * openness));
  path.moveTo(x + arm, bottom);
  path.lineTo(x, bottom);
  path.lineTo(
    x - Math.sin(swing) * half * 0.5,
    bottom - Math.cos(swing) * half * (1 - 0.5 * openness),
  );
  if (openness === 0 && !whole) addTicks(path, column, group, x, arm);
  strokeWithHalo(ctx, path, theme, openness);
  if (openness === 0 && column.tile >= 14) {
    drawChip(ctx, lettered ? group.letter : "=", x, top + half, theme);
  }
}

/**
 * A tick towards each member, for a class may leave neurons out.
 * @param {Path2D} path
 * @param {Column} column
 * @param {CloneGroup} group
 * @param {number} x
 * @param {number} arm
 */
function addTicks(path, column, group, x, arm) {
  for (const neuron of group.members) {
    const box = tileBox(column, neuron);
    path.moveTo(x, box.y + box.height / 2);
    path.lineTo(x + arm, box.y + box.height / 2);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Path2D} path
 * @param {Theme} theme
 * @param {number} openness
 */
function strokeWithHalo(ctx, path, theme, openness) {
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  ctx.strokeStyle = theme.color.surface;
  ctx.lineWidth = LINE_PX + 3;
  ctx.stroke(path);
  ctx.strokeStyle = theme.color.accent;
  ctx.globalAlpha = 1 - 0.45 * openness;
  ctx.lineWidth = LINE_PX - 0.5 * openness;
  ctx.stroke(path);
  ctx.globalAlpha = 1;
  ctx.lineCap = "butt";
}

/**
 * A small sign on the bracket.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {Theme} theme
 */
function drawChip(ctx, text, x, y, theme) {
  ctx.fillStyle = theme.color.accent;
  ctx.beginPath();
  ctx.arc(x, y, 7, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillStyle = theme.color["accent-ink"];
  ctx.font = `700 ${theme.small_size}px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, x, y + 0.5);
}

/**
 * Letters in the corners of tiles, and bars joining neighbours of one class: for blocks of tiles
 * beside which no bracket can stand.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Column} column
 * @param {readonly CloneGroup[]} groups
 * @param {Theme} theme
 */
export function drawLetters(ctx, column, groups, theme) {
  ctx.font = `700 ${Math.min(theme.small_size, column.tile * 0.6)}px ${theme.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const side = Math.min(12, Math.max(4, column.tile * 0.45));
  for (const group of groups) {
    for (const neuron of group.members) {
      const box = tileBox(column, neuron);
      ctx.fillStyle = theme.color.accent;
      ctx.fillRect(box.x, box.y, side, side);
      if (column.tile < 14) continue;
      ctx.fillStyle = theme.color["accent-ink"];
      ctx.fillText(group.letter, box.x + side / 2, box.y + side / 2 + 0.5);
    }
  }
}
