/** The closer looks there are, each loaded when it is first wanted; a later one is one entry more. */

import { limitOf } from "../state/catalog.js";
import { declare } from "../state/tab_settings.js";
import { depthSettings } from "./depth_settings.js";

/**
 * @typedef {import("./inspector.js").Tab} Tab
 * @type {readonly Tab[]}
 */
export const TABS = Object.freeze([
  {
    name: "layer",
    label: "Layer",
    load: async () => (await import("./layer_tab.js")).createLayerTab,
  },
  {
    name: "signal",
    label: "Signal",
    load: async () => (await import("./signal_tab.js")).createSignalTab,
    instruments: ["signal"],
  },
  {
    name: "why",
    label: "Why zero",
    load: async () => (await import("./why_tab.js")).createWhyTab,
    settings: () => [
      declare({ name: "samples", kind: "choice", default: "next", choices: ["next", "all"] }),
    ],
  },
  {
    name: "depth",
    label: "Depth",
    load: async () => (await import("./depth_tab.js")).createDepthTab,
    settings: depthSettings,
  },
  {
    name: "map",
    label: "Map",
    load: async () => (await import("./map_tab.js")).createMapTab,
  },
  {
    name: "initializer",
    label: "Initializer",
    load: async () => (await import("./initializer_tab.js")).createInitializerTab,
    settings: (catalog) => [
      declare({ name: "of", kind: "choice", default: "weights", choices: ["weights", "bias"] }),
      // Until somebody chooses another, the size is that of the layer.
      ...["fan_in", "fan_out"].map((name) =>
        declare({
          name,
          kind: "integer",
          default: null,
          minimum: 1,
          maximum: limitOf(catalog, "inspected_fan"),
        }),
      ),
    ],
  },
  {
    name: "code",
    label: "Code",
    load: async () => (await import("./code_tab.js")).createCodeTab,
    settings: ({ frameworks }) => {
      const choices = frameworks.map(({ name }) => name);
      return [declare({ name: "framework", kind: "choice", default: choices[0], choices })];
    },
  },
  {
    name: "words",
    label: "Words",
    load: async () => (await import("./words_tab.js")).createWordsTab,
  },
]);
