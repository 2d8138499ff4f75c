/**
 * A drawing context that writes SVG out of the calls that draw on a canvas.
 *
 * It knows the calls that the page's drawing makes, a test compares both, and translations as the
 * only transform. What needs a browser (the size of a text, the parts of a colour, the bytes of an
 * image) it is given.
 */

import { SvgPath } from "./svg_path.js";
import { SvgWriter } from "./svg_writer.js";

/**
 * @typedef {object} BrowserTools
 * @property {(text: string, font: string, baseline: CanvasTextBaseline) => TextMetrics} measure
 * @property {(css: string) => {color: string, opacity: number}} color as "#rrggbb" and 0 to 1
 * @property {(source: CanvasImageSource, x: number, y: number, width: number, height: number) => string}
 *   image address with the bytes of a part of an image
 */

const ANCHORS = /** @type {Readonly<Record<string, string>>} */ ({
  left: "start",
  start: "start",
  center: "middle",
  right: "end",
  end: "end",
});

/** A canvas' font as `fontOf` writes it: weight, size, family. */
const FONT = /^(?:(\d+) )?([\d.]+)px ([\s\S]+)$/;

/**
 * What `save` keeps and `restore` brings back, as a canvas begins with it.
 * @type {Readonly<{fillStyle: string, strokeStyle: string, lineWidth: number,
 *   lineJoin: CanvasLineJoin, lineCap: CanvasLineCap, globalAlpha: number, font: string,
 *   textAlign: CanvasTextAlign, textBaseline: CanvasTextBaseline, imageSmoothingEnabled: boolean,
 *   imageSmoothingQuality: ImageSmoothingQuality}>}
 */
const INITIAL = Object.freeze({
  fillStyle: "#000000",
  strokeStyle: "#000000",
  lineWidth: 1,
  lineJoin: "miter",
  lineCap: "butt",
  globalAlpha: 1,
  font: "10px sans-serif",
  textAlign: "start",
  textBaseline: "alphabetic",
  imageSmoothingEnabled: true,
  imageSmoothingQuality: "low",
});

export class SvgContext {
  /**
   * @param {number} width
   * @param {number} height
   * @param {BrowserTools} tools
   */
  constructor(width, height, tools) {
    this.tools = tools;
    this.writer = new SvgWriter(width, height);
    Object.assign(this, INITIAL);
    this.fillStyle = INITIAL.fillStyle;
    this.strokeStyle = INITIAL.strokeStyle;
    this.lineWidth = INITIAL.lineWidth;
    this.lineJoin = INITIAL.lineJoin;
    this.lineCap = INITIAL.lineCap;
    this.globalAlpha = INITIAL.globalAlpha;
    this.font = INITIAL.font;
    this.textAlign = INITIAL.textAlign;
    this.textBaseline = INITIAL.textBaseline;
    this.imageSmoothingEnabled = INITIAL.imageSmoothingEnabled;
    this.imageSmoothingQuality = INITIAL.imageSmoothingQuality;
    /** @type {readonly number[]} */
    this.dash = [];
    this.x = 0;
    this.y = 0;
    /** @type {readonly string[]} */
    this.clips = [];
    this.layer_alpha = 1;
    this.path = new SvgPath();
    /** @type {object[]} */
    this.saved = [];
  }

  save() {
    const { saved, path, writer, tools, ...state } = this;
    saved.push(state);
  }

  restore() {
    const state = this.saved.pop();
    if (state !== undefined) Object.assign(this, state);
  }

  /** As `VectorOnly` of ../drawing/vector.js says. */
  beginLayer() {
    this.save();
    this.layer_alpha *= this.globalAlpha;
    this.globalAlpha = 1;
  }

  newPath() {
    return /** @type {any} */ (new SvgPath());
  }

  /** @param {number} x @param {number} y */
  translate(x, y) {
    this.x += x;
    this.y += y;
  }

  beginPath() {
    this.path = new SvgPath();
  }

  closePath() {
    this.path.closePath();
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.path.moveTo(this.x + x, this.y + y);
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.path.lineTo(this.x + x, this.y + y);
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  rect(x, y, width, height) {
    this.path.rect(this.x + x, this.y + y, width, height);
  }

  /** @param {number} x @param {number} y @param {number} radius @param {number} from @param {number} to */
  arc(x, y, radius, from, to) {
    this.path.arc(this.x + x, this.y + y, radius, from, to);
  }

  /** @param {readonly number[]} lengths */
  setLineDash(lengths) {
    this.dash = lengths;
  }

  /** Nothing has been written where a drawing begins. */
  clearRect() {}

  /** @param {SvgPath} [path] */
  clip(path) {
    this.clips = [...this.clips, this.writer.clip(this.written(path))];
  }

  /** @param {SvgPath} [path] */
  fill(path) {
    this.put("path", { d: this.written(path), ...this.paint("fill", this.fillStyle) });
  }

  /** @param {SvgPath} [path] */
  stroke(path) {
    this.put("path", { d: this.written(path), fill: "none", ...this.line() });
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  fillRect(x, y, width, height) {
    const place = { x: this.x + x, y: this.y + y, width, height };
    if (width > 0 && height > 0) {
      this.put("rect", { ...place, ...this.paint("fill", this.fillStyle) });
    }
  }

  /** @param {number} x @param {number} y @param {number} width @param {number} height */
  strokeRect(x, y, width, height) {
    const place = { x: this.x + x, y: this.y + y, width, height };
    this.put("rect", { ...place, fill: "none", ...this.line() });
  }

  /** @param {string} text */
  measureText(text) {
    return this.tools.measure(text, this.font, this.textBaseline);
  }

  /** @param {string} text @param {number} x @param {number} y */
  fillText(text, x, y) {
    this.write(text, x, y, this.paint("fill", this.fillStyle));
  }

  /** @param {string} text @param {number} x @param {number} y */
  strokeText(text, x, y) {
    this.write(text, x, y, { fill: "none", ...this.line() });
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {Record<string, string | number | null>} paint
   */
  write(text, x, y, paint) {
    // Programs agree on one baseline alone.
    const { fontBoundingBoxAscent: ascent, width } = this.measureText(text);
    const alphabetic = this.tools.measure(text, this.font, "alphabetic").fontBoundingBoxAscent;
    const font = FONT.exec(this.font);
    if (font === null) throw new Error(`The font ${this.font} cannot be written as SVG.`);
    const [, weight = "400", size, family] = font;
    const attributes = {
      x: this.x + x,
      y: this.y + y - ascent + alphabetic,
      "font-family": family.replaceAll(/\s+/g, " "),
      "font-size": Number(size),
      "font-weight": weight === "400" ? null : weight,
      "text-anchor": ANCHORS[this.textAlign] === "start" ? null : ANCHORS[this.textAlign],
      // Where the font is missing, another one must not run into what stands beside.
      textLength: width,
      lengthAdjust: "spacingAndGlyphs",
      ...paint,
    };
    if (text.trim() === "") return;
    this.put("text", attributes, text);
  }

  /**
   * @param {CanvasImageSource & {width: number, height: number}} source
   * @param {...number} places as a canvas takes them: in the source, if only a part, and here
   */
  drawImage(source, ...places) {
    const part = places.length > 4 ? places.splice(0, 4) : [0, 0, source.width, source.height];
    const [x, y, width = source.width, height = source.height] = places;
    const [part_x, part_y, part_width, part_height] = part;
    if (!(part_width > 0 && part_height > 0 && width > 0 && height > 0)) return;
    this.put("image", {
      x: this.x + x,
      y: this.y + y,
      width,
      height,
      preserveAspectRatio: "none",
      opacity: this.alpha() === 1 ? null : this.alpha(),
      "image-rendering": this.imageSmoothingEnabled ? null : "pixelated",
      href: this.tools.image(source, part_x, part_y, part_width, part_height),
    });
  }

  /** @param {Parameters<SvgWriter["toString"]>[0]} about */
  toSvg(about) {
    return this.writer.toString(about);
  }

  alpha() {
    return this.globalAlpha * this.layer_alpha;
  }

  /** @param {SvgPath} [path] the current one is in the picture's own coordinates */
  written(path) {
    return path === undefined ? this.path.toString() : path.toString(this.x, this.y);
  }

  /** @param {"fill" | "stroke"} what @param {string} css */
  paint(what, css) {
    const { color, opacity } = this.tools.color(css);
    const whole = opacity * this.alpha();
    return { [what]: color, [`${what}-opacity`]: whole === 1 ? null : whole };
  }

  line() {
    return {
      ...this.paint("stroke", this.strokeStyle),
      "stroke-width": this.lineWidth,
      "stroke-linejoin": this.lineJoin === "miter" ? null : this.lineJoin,
      "stroke-linecap": this.lineCap === "butt" ? null : this.lineCap,
      "stroke-dasharray": this.dash.length === 0 ? null : this.dash.join(" "),
    };
  }

  /**
   * @param {string} tag
   * @param {Record<string, string | number | null>} attributes
   * @param {string} [text]
   */
  put(tag, attributes, text) {
    if (attributes.d === "") return;
    this.writer.add(tag, attributes, text, this.clips);
  }
}
