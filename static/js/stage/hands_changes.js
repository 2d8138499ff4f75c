/** The changes made by hand in one lane, each of which can be taken back. */

import { make, makeButton } from "../controls/dom.js";
import { fits } from "../state/interventions.js";
import { changeWords } from "./hands_words.js";

/** @typedef {import("../types.js").Intervention} Intervention */
/** @typedef {import("../types.js").State} State */

/**
 * @param {object} options
 * @param {import("../state/store.js").Store<State>} options.store
 * @param {(one: Intervention) => void} options.onRemove
 */
export function createChangeList({ store, onRemove }) {
  const summary = make("summary");
  const list = make("ul");
  const element = make("details", { class: "hands-changes" }, summary, list);
  let key = "";
  return {
    element,
    /**
     * @param {State} state
     * @param {import("./hands.js").Chosen} chosen
     */
    update({ experiment, catalog }, { run, inputs, layer_count }) {
      const all = experiment?.interventions ?? [];
      const own = all.filter((one) => (one.run ?? run) === run);
      const told = own.map((one) => {
        const words = changeWords(one, { inputs, layer_count });
        const used = experiment !== null && fits(catalog, experiment, one);
        return used ? words : `${words} (not in this network)`;
      });
      const next = JSON.stringify([run, told]);
      element.hidden = own.length === 0;
      if (next === key) return;
      key = next;
      summary.textContent = `${own.length} ${own.length === 1 ? "change" : "changes"} by hand in this lane`;
      list.replaceChildren(
        ...told.map((words, index) => {
          const remove = () => {
            // The list may have been made anew since, by going back and forth.
            const now = store.get().experiment?.interventions ?? [];
            const one = now.filter((each) => (each.run ?? run) === run)[index];
            if (one !== undefined) onRemove(one);
          };
          const button = makeButton("Remove", remove, {
            class: "quiet",
            "aria-label": `Remove ${words}`,
          });
          return make("li", {}, make("span", {}, words), button);
        }),
      );
    },
  };
}
