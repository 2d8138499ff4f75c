/** Copying the page's address. */

/** How long the button says that it has copied, ms. */
const SAID = 2000;

/**
 * @param {HTMLButtonElement} button
 * @returns {Promise<void>}
 */
export async function shareAddress(button) {
  const label = "Share";
  const copied = await copy(location.href);
  button.textContent = copied ? "Copied" : "In the address bar";
  setTimeout(() => {
    button.textContent = label;
  }, SAID);
}

/**
 * @param {string} text
 * @returns {Promise<boolean>}
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // No permission, or a page that is not served securely: the address is there.
  }
}
