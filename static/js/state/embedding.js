/**
 * What of the page is shown inside another one, and what can be changed there, in the address before
 * its "#", where it meets no word of the experiment:
 *
 *     /?embed=1&show=stage,transport&allow=seed#hidden_layers=8,8&epoch=0
 *
 * Which tab, which layer, which step of the lesson, and whether it stands still at an epoch, says the
 * part after "#", as on the whole page.
 */

/** @typedef {"stage" | "transport" | "look" | "lesson" | "exercise"} Part */
/** @typedef {"settings" | "runs" | "seed" | "weights"} Change */

/**
 * @typedef {object} Embedding
 * @property {readonly Part[]} show
 * @property {readonly Change[]} allow
 */

/** The parts there are; `look` is the closer look that is open. @type {readonly Part[]} */
export const PARTS = ["stage", "transport", "look", "lesson", "exercise"];
/** What can be changed. @type {readonly Change[]} */
export const CHANGES = ["settings", "runs", "seed", "weights"];

/** What is shown, and what can be changed, where the address does not say it. */
const USUAL = Object.freeze({ show: /** @type {Part[]} */ (["stage", "transport"]), allow: [] });
const ALL = "all";

/**
 * @param {string} search the address between "?" and "#"
 * @returns {Embedding | null} null for the whole page; words that are not known are passed over
 */
export function readEmbedding(search) {
  const query = new URLSearchParams(search);
  if (query.get("embed") !== "1") return null;
  const show = chosen(PARTS, query.get("show"));
  return {
    show: show.length === 0 ? USUAL.show : show,
    allow: query.has("allow") ? chosen(CHANGES, query.get("allow")) : USUAL.allow,
  };
}

/**
 * @param {Embedding} embedding
 * @returns {string} with "?"
 */
export function writeEmbedding({ show, allow }) {
  const told = [`show=${show.join(",")}`];
  if (allow.length > 0) {
    told.push(`allow=${allow.length === CHANGES.length ? ALL : allow.join(",")}`);
  }
  return `?embed=1&${told.join("&")}`;
}

/**
 * @template {string} Word
 * @param {readonly Word[]} words
 * @param {string | null} text
 * @returns {Word[]}
 */
function chosen(words, text) {
  const given = (text ?? "").split(",");
  return words.filter((word) => given.includes(word) || given.includes(ALL));
}
