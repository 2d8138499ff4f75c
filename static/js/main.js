/** The composition root: finds the page's elements, gets the catalog, and starts. */

import { createPage } from "./page.js";
import { FIRST_SELECTION, FIRST_TAB } from "./state/address_view.js";
import { loadCatalog } from "./state/catalog.js";
import { createStore } from "./state/store.js";
import { createThemeChoice, darkConditions } from "./state/theme_choice.js";
import { createOpening } from "./stream/opening.js";
import { formatWait } from "./words/format.js";

/** @typedef {import("./types.js").Catalog} Catalog */
/** @typedef {import("./types.js").State} State */

/** Seconds between attempts to get the catalog: doubled up to the last. */
const FIRST_RETRY = 1;
const LAST_RETRY = 16;

/** @type {State} */
const INITIAL = {
  catalog: null,
  experiment: null,
  preset: null,
  lane_ids: [],
  ignored: [],
  lesson: null,
  status: "idle",
  message: "",
  errors: [],
  result: null,
  frame: 0,
  playing: false,
  played_from: 0,
  speed: 1,
  selection: FIRST_SELECTION,
  inspector_tab: FIRST_TAB,
  tab_settings: {},
  map: null,
  presenting: false,
  exercise: null,
  graded: null,
  can_undo: false,
  can_redo: false,
  instruments: [],
};

/**
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
function find(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${kind.name} #${id}`);
  return element;
}

/**
 * @param {string} address
 * @param {(text: string) => void} say
 * @returns {Promise<Catalog>} however often it has to be asked for
 */
async function insistOnCatalog(address, say) {
  for (let seconds = FIRST_RETRY; ; seconds = Math.min(LAST_RETRY, 2 * seconds)) {
    try {
      return await loadCatalog(address);
    } catch {
      say(`The server does not answer. Asking again in ${formatWait(seconds)}.`);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}

const elements = {
  presets: find("presets", HTMLSelectElement),
  undo: find("undo", HTMLButtonElement),
  redo: find("redo", HTMLButtonElement),
  share: find("share", HTMLButtonElement),
  lesson: find("lesson", HTMLElement),
  lesson_toggle: find("lesson-toggle", HTMLButtonElement),
  experiment: find("experiment", HTMLElement),
  notice: find("notice", HTMLElement),
  status: find("status", HTMLElement),
  status_text: find("status-text", HTMLElement),
  retry: find("retry", HTMLButtonElement),
  legends: find("legends", HTMLElement),
  present: find("present", HTMLButtonElement),
  add_run: find("add-run", HTMLButtonElement),
  lanes: find("lanes", HTMLElement),
  closer: find("closer", HTMLElement),
  tabs: find("tabs", HTMLElement),
  panels: find("panels", HTMLElement),
  transport: find("transport", HTMLElement),
  tooltip: find("tooltip", HTMLElement),
  explanation: find("explanation", HTMLElement),
  callout: find("callout", HTMLElement),
  live: find("live", HTMLElement),
  content: document.body,
};

createThemeChoice({
  button: find("theme", HTMLButtonElement),
  conditions: darkConditions(document.styleSheets),
});
/** What the page was told with its first script. */
const addresses =
  /** @type {HTMLElement | null} */ (document.querySelector("script[data-opening]"))?.dataset ?? {};
const opening = createOpening(
  addresses.opening ?? "",
  /** @type {{unclone_opening?: Promise<Response | null>}} */ (globalThis).unclone_opening ?? null,
);
const catalog = await insistOnCatalog(addresses.catalog ?? "/catalog", (text) => {
  elements.status_text.textContent = text;
});
createPage(elements, catalog, createStore(/** @type {State} */ ({ ...INITIAL, catalog })), opening);
