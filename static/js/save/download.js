/** Handing a file to whoever wants to keep it. */

/** Longest name of a file before its ending, characters. */
const LONGEST = 60;

/**
 * @param {Blob} blob
 * @param {string} name
 */
export function saveBlob(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has to have begun to read it; a minute is more than it takes.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

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
