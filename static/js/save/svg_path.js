/** A path that can be read back, with the calls of a canvas' own. */

import { formatLength } from "./svg_writer.js";

/** Turns closer to a whole one than this are circles. */
const WHOLE = 1e-6;

export class SvgPath {
  constructor() {
    /** @type {[string, ...number[]][]} letters of SVG with their numbers; points are pairs */
    this.steps = [];
  }

  closePath() {
    this.steps.push(["Z"]);
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.steps.push(["M", x, y]);
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.steps.push([this.steps.length === 0 ? "M" : "L", x, y]);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} radius
   * @param {number} from radians
   * @param {number} to radians, clockwise from there
   */
  arc(x, y, radius, from, to) {
    const at = (/** @type {number} */ angle) =>
      /** @type {const} */ ([x + radius * Math.cos(angle), y + radius * Math.sin(angle)]);
    this.lineTo(...at(from));
    const turn = Math.min(to - from, 2 * Math.PI);
    // One arc cannot end where it begins.
    const ends = turn > 2 * Math.PI - WHOLE ? [from + Math.PI, from + 2 * Math.PI] : [from + turn];
    const is_long = ends.length === 1 && turn > Math.PI ? 1 : 0;
    for (const end of ends) this.steps.push(["A", radius, radius, 0, is_long, 1, ...at(end)]);
  }

  /**
   * @param {number} [x] how far it is moved
   * @param {number} [y]
   * @returns {string} the "d" of an SVG path
   */
  toString(x = 0, y = 0) {
    const written = this.steps.map(([letter, ...numbers]) => {
      // The point stands last, after what else an arc has.
      const fixed = numbers.slice(0, -2);
      const [px, py] = numbers.slice(-2);
      const point = numbers.length === 0 ? [] : [px + x, py + y];
      return letter + [...fixed, ...point].map(formatLength).join(" ");
    });
    return written.join("");
  }
}
