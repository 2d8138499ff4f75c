/** Handing a file to whoever wants to keep it. */

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
