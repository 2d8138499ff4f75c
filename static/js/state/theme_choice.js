/** Light or dark: the system's choice, until the person makes another. */

const DARK = "(prefers-color-scheme: dark)";
const KEY = "unclone-theme";

/**
 * @param {object} elements
 * @param {HTMLElement} elements.button says what a click changes to
 * @param {Pick<MediaList, "mediaText">[]} elements.conditions of the rules that hold the dark scheme
 */
export function createThemeChoice({ button, conditions }) {
  const system = matchMedia(DARK);
  /** @param {string | null} choice */
  const apply = (choice) => {
    const text = choice === null ? DARK : choice === "dark" ? "all" : "not all";
    for (const condition of conditions) condition.mediaText = text;
    const dark = choice === null ? system.matches : choice === "dark";
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    button.textContent = dark ? "Light" : "Dark";
  };
  button.addEventListener("click", () => {
    const choice = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    const is_usual = (choice === "dark") === system.matches;
    remember(is_usual ? null : choice);
    apply(is_usual ? null : choice);
  });
  system.addEventListener("change", () => apply(recall()));
  apply(recall());
}

/**
 * The conditions of all rules that hold for the dark scheme alone.
 * @param {Iterable<CSSStyleSheet>} sheets
 * @returns {MediaList[]}
 */
export function darkConditions(sheets) {
  return [...sheets].flatMap(({ cssRules }) =>
    [...cssRules].flatMap((rule) =>
      rule instanceof CSSMediaRule && rule.media.mediaText === DARK ? [rule.media] : [],
    ),
  );
}

/** @returns {string | null} */
function recall() {
  try {
    const choice = localStorage.getItem(KEY);
    return choice === "dark" || choice === "light" ? choice : null;
  } catch {
    return null; // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

/** @param {string | null} choice */
function remember(choice) {
  try {
    if (choice === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // As above.
  }
}
