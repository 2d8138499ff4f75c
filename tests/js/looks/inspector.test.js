import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createInspector } from "../../../static/js/looks/inspector.js";
import { declare } from "../../../static/js/state/tab_settings.js";
import { CATALOG } from "../catalog_sample.js";
import { act, fake, installDocument } from "../fake_dom.js";

beforeEach(installDocument);

const NAMES = ["layer", "signal", "why"];

/** An inspector whose tabs note what they are made with and shown; choosing one shows it. */
function inspector(status = "computing") {
  const hosts = { tabs: fake("div"), panels: fake("div") };
  /** @type {string[]} */
  const log = [];
  /** @type {any} */
  let tab_settings = {};
  /** @type {import("../../../static/js/looks/inspector.js").InspectorContext[]} */
  const contexts = [];
  const samples = declare({ name: "samples", kind: "choice", default: "next", choices: ["all"] });
  const tabs = NAMES.map((name) => ({
    name,
    label: name,
    settings: () => (name === "why" ? [samples] : []),
    load: async () => (/** @type {any} */ _, /** @type {any} */ given) => {
      log.push(`make ${name}`);
      contexts.push(given);
      return { update: () => void log.push(`show ${name}`) };
    },
  }));
  const show = (/** @type {string} */ name) =>
    made.update(/** @type {any} */ ({ inspector_tab: name, status, result: null, tab_settings }));
  const context = {
    catalog: CATALOG,
    /** @param {any} tab @param {any} change */
    onSettings(tab, change) {
      tab_settings = { [tab.name]: change(tab_settings[tab.name] ?? {}) };
    },
    onSelect() {},
    onHover() {},
    map: /** @type {any} */ ({}),
    onTab: (/** @type {any} */ tab) => show(tab.name),
  };
  const made = createInspector(hosts, tabs, context);
  show("layer");
  const state = () => /** @type {any} */ ({ tab_settings });
  return {
    buttons: hosts.tabs.children,
    panels: hosts.panels.children,
    log,
    show,
    contexts,
    state,
  };
}

test("one tab is selected and reached by Tab, and its panel alone is shown", () => {
  const { buttons, panels, show } = inspector();
  for (const chosen of NAMES) {
    show(chosen);
    NAMES.forEach((name, i) => {
      const is_chosen = name === chosen;
      assert.equal(buttons[i].getAttribute("aria-selected"), String(is_chosen));
      assert.equal(buttons[i].tabIndex, is_chosen ? 0 : -1);
      assert.equal(panels[i].hidden, !is_chosen);
    });
  }
});

test("tab and panel name each other", () => {
  const { buttons, panels } = inspector();
  NAMES.forEach((_, i) => {
    assert.equal(buttons[i].getAttribute("aria-controls"), panels[i].id);
    assert.equal(panels[i].getAttribute("aria-labelledby"), buttons[i].id);
  });
});

/** Resolves once what was asked for has been loaded. */
const loaded = () => new Promise((resolve) => setTimeout(resolve));

test("a tab is made when first shown, once, and hidden ones cost nothing", async () => {
  const { log, show } = inspector();
  await loaded();
  show("why");
  await loaded();
  show("layer");
  show("why");
  assert.deepEqual(log, [
    "make layer",
    "show layer",
    "make why",
    "show why",
    "show layer",
    "show why",
  ]);
});

test("no tab is loaded while the first picture is still to come", async () => {
  const { log } = inspector("connecting");
  await loaded();
  assert.deepEqual(log, []);
});

test("arrow keys go round the tabs and take the focus along", () => {
  const { buttons, panels } = inspector();
  const focused = () => /** @type {any} */ (document.activeElement);
  act(buttons[0], "keydown", { key: "ArrowLeft" });
  assert.equal(focused(), buttons[2]);
  assert.equal(panels[2].hidden, false);
  act(buttons[2], "keydown", { key: "ArrowRight" });
  assert.equal(focused(), buttons[0]);
  act(buttons[0], "keydown", { key: "a" });
  assert.equal(focused(), buttons[0]);
  act(buttons[1], "click");
  assert.equal(panels[1].hidden, false);
});

test("a tab is given its settings whole, and those are kept that are not as at first", async () => {
  const { show, contexts, state } = inspector();
  show("why");
  await loaded();
  const { settingsOf, onSettings } = contexts[contexts.length - 1];
  assert.deepEqual(settingsOf(state()), { samples: "next" });
  onSettings({ samples: "all" });
  assert.deepEqual(state().tab_settings, { why: { samples: "all" } });
  assert.deepEqual(settingsOf(state()), { samples: "all" });
  assert.equal(settingsOf(state()), settingsOf(state()), "the same object while none changes");
  onSettings({ samples: "next" });
  assert.deepEqual(state().tab_settings, { why: {} });
});
