/**
 * Marks of neurons that are one: a closed bracket around identical ones, a dashed one around those
 * that only look alike and, where a layer has several classes, a letter for each. None of it needs
 * colour. Where all that began alike have parted, their bracket stands open.
 */

import { newPath } from "../vector.js";
import { tileBox } from "./layout.js";

/** @typedef {import("./layout.js").Column} Column */
/** @typedef {import("../theme.js").Theme} Theme */

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

const TRACK_PX = 7;
const FIRST_TRACK_PX = 6;
const ARM_PX = 3;
/** Radius of the sign on a bracket. */
const CHIP_PX = 7;
const CHIP_TEXT_PX = 12;
/** How far the halves of an open bracket swing out. */
const SWING = 0.55;
/** Length of the halves of an open bracket. */
const OPEN_PX = 24;
const LINE_PX = 2;
/** Clear ground around a bracket, for edges run behind it. */
const HALO_PX = 1.5;

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
 * @typedef {object} Bracket
 * @property {CloneGroup} group
 * @property {number} openness 0 closed, 1 open
 * @property {boolean} near the members look alike without being identical
 * @property {boolean} lettered several classes: the letter tells which
 */

/**
 * A bracket to the left of a column.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Column} column
 * @param {Bracket} bracket
 * @param {Theme} theme
 */
export function drawBracket(ctx, column, { group, openness, near, lettered }, theme) {
  const whole = column.cols > 1;
  const tops = group.members.map((neuron) => tileBox(column, neuron).y);
  const top = whole ? column.box.y : Math.min(...tops);
  const bottom = whole ? column.box.y + column.box.height : Math.max(...tops) + column.tile;
  const narrow = column.tile < 18;
  const x = column.box.x - (narrow ? 3 : FIRST_TRACK_PX) - group.track * TRACK_PX;
  const arm = narrow ? 2 : ARM_PX;
  if (openness > 0) {
    strokeOpen(ctx, { x, top, bottom, arm }, openness, theme);
    return;
  }
  const bars = [
    { x: x - 1, y: top, width: LINE_PX, height: bottom - top },
    { x, y: top, width: arm, height: LINE_PX },
    { x, y: bottom - LINE_PX, width: arm, height: LINE_PX },
  ];
  fillBars(ctx, bars, HALO_PX, theme.color.surface);
  if (near) bars.splice(0, 1, ...dashes(bars[0]));
  fillBars(ctx, bars, 0, theme.color.accent);
  if (whole || column.tile >= 14) {
    // Beside small tiles the bracket is so near that the sign moves away from them.
    const sign_x = narrow ? x - CHIP_PX / 2 : x;
    drawChip(
      ctx,
      lettered ? group.letter : near ? "\u2248" : "=",
      sign_x,
      (top + bottom) / 2,
      theme,
    );
  }
}

/** Length of a dash and of a dash with its gap, px. */
const DASH_PX = 4;
const DASH_STEP_PX = 7;

/**
 * @param {import("./layout.js").Box} bar upright
 * @returns {import("./layout.js").Box[]}
 */
function dashes({ x, y, width, height }) {
  const count = Math.max(1, Math.floor(height / DASH_STEP_PX));
  const step = height / count;
  return Array.from({ length: count }, (_, i) => ({ x, y: y + i * step, width, height: DASH_PX }));
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly import("./layout.js").Box[]} bars
 * @param {number} margin px around each
 * @param {string} color
 */
function fillBars(ctx, bars, margin, color) {
  ctx.fillStyle = color;
  for (const { x, y, width, height } of bars) {
    ctx.fillRect(x - margin, y - margin, width + 2 * margin, height + 2 * margin);
  }
}

/**
 * The two halves, swung out.
 * @param {CanvasRenderingContext2D} ctx
 * @param {{x: number, top: number, bottom: number, arm: number}} place
 * @param {number} openness
 * @param {Theme} theme
 */
function strokeOpen(ctx, { x, top, bottom, arm }, openness, theme) {
  const half = (bottom - top) / 2;
  const reach = half + (Math.min(half * 0.5, OPEN_PX) - half) * openness;
  const swing = SWING * openness;
  const [out, along] = [Math.sin(swing) * reach, Math.cos(swing) * reach];
  const path = newPath(ctx);
  path.moveTo(x + arm, top);
  path.lineTo(x, top);
  path.lineTo(x - out, top + along);
  path.moveTo(x + arm, bottom);
  path.lineTo(x, bottom);
  path.lineTo(x - out, bottom - along);
  ctx.lineJoin = "round";
  ctx.strokeStyle = theme.color.surface;
  ctx.lineWidth = LINE_PX + 2 * HALO_PX;
  ctx.stroke(path);
  ctx.strokeStyle = theme.color.accent;
  ctx.lineWidth = LINE_PX - 0.25 * openness;
  ctx.stroke(path);
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
  ctx.arc(x, y, CHIP_PX, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillStyle = theme.color["accent-ink"];
  ctx.font = `700 ${CHIP_TEXT_PX}px ${theme.font}`;
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
    // Of a deck the card on top carries the letter of all.
    for (const neuron of column.tops ? group.members.slice(-1) : group.members) {
      const box = tileBox(column, neuron);
      ctx.fillStyle = theme.color.accent;
      ctx.fillRect(box.x, box.y, side, side);
      if (column.tile < 14) continue;
      ctx.fillStyle = theme.color["accent-ink"];
      ctx.fillText(group.letter, box.x + side / 2, box.y + side / 2 + 0.5);
    }
  }
}
