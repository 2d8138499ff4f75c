/** Names of the files that the page saves. */

/** Longest name of a file before its ending, characters. */
const LONGEST = 60;

/**
 * A name for a file that every system takes: letters, digits and hyphens.
 * @param {string} title
 * @param {string} ending without the dot
 */
export function fileName(title, ending) {
  const words =
    title
      .normalize("NFKD")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const stem = ["unclone", ...words].join("-").slice(0, LONGEST).replace(/-$/, "");
  return `${stem}.${ending}`;
}
