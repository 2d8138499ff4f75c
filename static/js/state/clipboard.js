/** Copying text. */

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it is copied: not without permission, nor on a page that is
 *   not served securely
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
