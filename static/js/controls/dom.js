/** Making elements. */

let count = 0;

/**
 * An id no other element has, for tying labels and messages to controls.
 * @param {string} stem
 */
export function uniqueId(stem) {
  count += 1;
  return `${stem}-${count}`;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | number>} [attributes] a false one is left out
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * @param {string} label
 * @param {() => void} onClick
 * @param {Record<string, string | boolean | number>} [attributes]
 */
export function makeButton(label, onClick, attributes = {}) {
  const button = make("button", { type: "button", ...attributes }, label);
  button.addEventListener("click", onClick);
  return button;
}

/**
 * Fills a select with options, grouped where entries name a group, and keeps its value.
 * @param {HTMLSelectElement} select
 * @param {{name: string, label: string, group?: string}[]} entries
 */
export function fillSelect(select, entries) {
  /** @type {Map<string, HTMLOptGroupElement>} */
  const groups = new Map();
  const nodes = [];
  for (const { name, label, group } of entries) {
    const option = make("option", { value: name }, label);
    if (group === undefined || group === "") {
      nodes.push(option);
      continue;
    }
    const known = groups.get(group);
    if (known !== undefined) {
      known.append(option);
      continue;
    }
    const made = make("optgroup", { label: group }, option);
    groups.set(group, made);
    nodes.push(made);
  }
  select.replaceChildren(...nodes);
}

/**
 * Sets text only where it differs, so that nothing is laid out again for nothing.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
