/** What can be changed in an embed: all else does nothing, whoever asks for it. */

/** @typedef {import("../state/embedding.js").Change} Change */
/** @typedef {import("../state/embedding.js").Embedding} Embedding */
/** @typedef {ReturnType<typeof import("../state/actions.js").createActions>} Actions */

/** What each action changes; those that are not here change nothing of the experiment. */
const NEEDS = /** @type {const} */ ({
  edit: "settings",
  openPreset: "settings",
  editRun: "runs",
  addRun: "runs",
  forkRun: "runs",
  removeRun: "runs",
  newSeed: "seed",
  intervene: "weights",
  takeBack: "weights",
  showPoint: "runs",
  keepPoint: "runs",
});

/**
 * @param {Actions} actions
 * @param {Embedding | null} embedding null on the whole page, where everything is allowed
 * @returns {Actions}
 */
export function restrict(actions, embedding) {
  if (embedding === null) return actions;
  const refused = Object.entries(NEEDS).filter(([, change]) => !embedding.allow.includes(change));
  const nothing = refused.map(([name]) => [name, () => {}]);
  return { ...actions, ...Object.fromEntries(nothing) };
}

/**
 * A history in which changes take the place of what was there: an embed's must not come between the
 * pages of whoever reads the page around it.
 * @param {History} history
 * @param {Embedding | null} embedding
 * @returns {Pick<History, "state" | "pushState" | "replaceState" | "go">}
 */
export function quietHistory(history, embedding) {
  if (embedding === null) return history;
  return {
    get state() {
      return history.state;
    },
    pushState: (state, unused, url) => history.replaceState(state, unused, url),
    replaceState: (state, unused, url) => history.replaceState(state, unused, url),
    go: () => {},
  };
}
