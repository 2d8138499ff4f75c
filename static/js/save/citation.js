/** How an experiment is cited. */

/**
 * @param {object} options
 * @param {string} options.title
 * @param {string} options.link
 * @param {string} options.version of the program
 * @param {Date} options.date on which it was seen
 * @returns {string} an entry for BibTeX and biblatex
 */
export function writeCitation({ title, link, version, date }) {
  const day = date.toISOString().slice(0, 10);
  // Braces around all of it keep the letters as they are.
  return [
    `@misc{unclone-${nameOf(link)},`,
    "  author = {{Unclone}},",
    `  title = {{${escapeTex(title)}}},`,
    `  year = {${day.slice(0, 4)}},`,
    `  howpublished = {Experiment in Unclone ${escapeTex(version)}, a playground for weight initialization},`,
    `  url = {${link.replaceAll("{", "%7B").replaceAll("}", "%7D").replaceAll("\\", "%5C")}},`,
    `  urldate = {${day}}`,
    "}",
  ].join("\n");
}

/** Characters that TeX gives a meaning, and how each is written as itself. */
const TEX = Object.freeze(
  /** @type {Record<string, string>} */ ({
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
  }),
);

/** @param {string} text */
function escapeTex(text) {
  return text.replaceAll(/[\\~^{}$&#_%]/g, (found) => TEX[found] ?? `\\${found}`);
}

/**
 * A short name that differs between links: FNV-1a, 32 bits.
 * @param {string} link
 */
function nameOf(link) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(link)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
