/** Names as people write them, and the nearest to a wrong one; `app/engine/names.py` in the page. */

/** @typedef {{name: string, label: string, aliases?: readonly string[]}} Named */

/**
 * What counts of a name: its letters and digits, so that xavier_normal and XavierNormal are one.
 * @param {string} name
 */
export function spelled(name) {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/**
 * @param {Named} entry
 * @returns {string[]} all it goes by
 */
export function namesOf({ name, label, aliases = [] }) {
  return [name, label, ...aliases];
}

/**
 * @param {readonly Named[]} entries
 * @param {string} written
 * @returns {string | null} the name of the entry most like it, null where none is much alike
 */
export function nearestName(entries, written) {
  const wanted = spelled(written);
  let nearest = null;
  let least = Math.floor(wanted.length / 3) + 1;
  for (const entry of entries) {
    for (const known of namesOf(entry).map(spelled)) {
      const begun = wanted.length > 1 && known.startsWith(wanted);
      const distance = begun ? 0.5 : editDistance(wanted, known);
      if (distance < least) {
        least = distance;
        nearest = entry.name;
      }
    }
  }
  return nearest;
}

/**
 * How many letters must be put in, left out, replaced or swapped with their neighbour.
 * @param {string} a
 * @param {string} b
 */
function editDistance(a, b) {
  /** @type {number[][]} */
  const rows = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? rows[i - 2][j - 2] + 1
          : Infinity;
      rows[i][j] = Math.min(replaced, swapped, rows[i - 1][j] + 1, rows[i][j - 1] + 1);
    }
  }
  return rows[a.length][b.length];
}
