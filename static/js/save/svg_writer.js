/** The text of an SVG document. */

const NAMESPACE = "http://www.w3.org/2000/svg";
/** Finer than any screen or printer: digits after the point of a length in px. */
const DIGITS = 2;

/** @param {number} value px */
export function formatLength(value) {
  return String(Number(value.toFixed(DIGITS)));
}

/** @param {string} text */
export function escapeXml(text) {
  return (
    text
      .replaceAll(/\p{Surrogate}/gu, "\ufffd")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no way to write them.
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
  );
}

export class SvgWriter {
  /**
   * @param {number} width px
   * @param {number} height px
   */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    /** @type {string[]} */
    this.clips = [];
    /** @type {{clips: readonly string[], text: string}[]} */
    this.elements = [];
  }

  /**
   * @param {string} path
   * @returns {string} the clip's id
   */
  clip(path) {
    const id = `clip-${this.clips.length + 1}`;
    this.clips.push(`<clipPath id="${id}"><path d="${path}"/></clipPath>`);
    return id;
  }

  /**
   * @param {string} tag
   * @param {Record<string, string | number | null>} attributes null ones are left out
   * @param {string | undefined} text
   * @param {readonly string[]} clips that hold, from the outermost on
   */
  add(tag, attributes, text, clips) {
    const told = Object.entries(attributes)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => {
        const written = typeof value === "number" ? formatLength(value) : escapeXml(String(value));
        return ` ${name}="${written}"`;
      });
    const open = `<${tag}${told.join("")}`;
    const whole = text === undefined ? `${open}/>` : `${open}>${escapeXml(text)}</${tag}>`;
    this.elements.push({ clips, text: whole });
  }

  /**
   * @param {object} about
   * @param {string} about.title
   * @param {string} about.description
   * @returns {string} the whole document
   */
  toString({ title, description }) {
    /** @type {string[]} */
    const lines = [];
    /** @type {string[]} */
    const open = [];
    // Groups within groups: not every program knows clips that are themselves clipped.
    for (const { clips, text } of [...this.elements, { clips: [], text: "" }]) {
      const kept = open.findIndex((id, i) => id !== clips[i]);
      for (const _ of kept < 0 ? [] : open.splice(kept)) lines.push("</g>");
      for (const id of clips.slice(open.length)) {
        lines.push(`<g clip-path="url(#${id})">`);
        open.push(id);
      }
      lines.push(text);
    }
    const [width, height] = [this.width, this.height].map(formatLength);
    return [
      `<svg xmlns="${NAMESPACE}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
      `<title>${escapeXml(title)}</title>`,
      `<desc>${escapeXml(description)}</desc>`,
      `<defs>${this.clips.join("")}</defs>`,
      ...lines,
      "</svg>",
    ].join("\n");
  }
}
