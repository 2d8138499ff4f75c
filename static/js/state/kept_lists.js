/**
 * Lists of numbers that are too long for an address. The address holds a name in their place, and
 * they stay in this tab of the browser, so that going back and reloading find them again.
 */

/** How such a name begins; no list does. */
export const KEPT = "~";

/** @type {Map<string, string>} */
const known = new Map();

/**
 * @param {string} text of the list
 * @returns {string} its name
 */
export function keepAside(text) {
  const name = `${KEPT}${hashOf(text)}`;
  if (known.has(name)) return name;
  known.set(name, text);
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // Without room or permission they are there until the page is left.
  }
  return name;
}

/**
 * @param {string} name
 * @returns {string | null} the list's text, if this tab has it
 */
export function findAside(name) {
  const here = known.get(name);
  if (here !== undefined) return here;
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

/**
 * Whether all lists that an address names are kept beyond this page, for the next one in this tab.
 * @param {string} address
 */
export function isKept(address) {
  const names = [...decodeURIComponent(address).matchAll(/~[0-9a-z]+/g)].map(([name]) => name);
  try {
    return names.every((name) => !known.has(name) || sessionStorage.getItem(name) !== null);
  } catch {
    return false;
  }
}

/**
 * FNV-1a over two halves, 64 bits: names of one tab's lists that do not meet.
 * @param {string} text
 */
function hashOf(text) {
  let [low, high] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(i) ^ (low >>> 15), 0x85ebca6b);
  }
  return [low, high].map((half) => (half >>> 0).toString(36)).join("");
}
