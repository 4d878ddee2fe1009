// Makes elements, and brings those that are shown up to date without losing focus, selection or scroll. Text only ever
// becomes text: nothing here reads markup.

const MADE_UP = 'made-up-';
const handlers = new WeakMap();

/** An element. Attributes that are null or false are left out; `on` has handlers by event; children may be nested arrays. */
export function element(tag, attributes = {}, ...children) {
  const space = SVG_TAGS.has(tag) ? 'http://www.w3.org/2000/svg' : 'http://www.w3.org/1999/xhtml';
  const node = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      Object.entries(value).forEach(([type, handler]) => listen(node, type, handler));
    } else if (name === 'value' || name === 'checked' || name === 'disabled') {
      node[name] = value;
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value === true ? '' : String(value));
    }
  }
  append(node, children);
  return node;
}

const SVG_TAGS = new Set(['svg', 'path', 'line', 'circle', 'rect']);

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      node.append(child instanceof Node ? child : String(child));
    }
  }
}

function listen(node, type, handler) {
  if (!handlers.has(node)) {
    handlers.set(node, {});
  }
  const own = handlers.get(node);
  if (!(type in own)) {
    node.addEventListener(type, (event) => handlers.get(node)[type]?.(event));
  }
  own[type] = handler;
}

/** Puts children in place of those that a node has; what is there already and of the same kind stays, and is changed. */
export function show(parent, ...children) {
  const wanted = document.createDocumentFragment();
  append(wanted, children);
  matchChildren(parent, wanted);
}

/** A child with a key keeps its element wherever it goes, and one without goes by its place. */
function matchChildren(parent, wanted) {
  const old = [...parent.childNodes];
  const byKey = new Map(old.map((node) => [key(node), node]));
  const placed = [...wanted.childNodes].map((node, index) => {
    const before = key(node) === undefined ? old[index] : byKey.get(key(node));
    if (before === undefined || !isAlike(before, node)) {
      return node;
    }
    match(before, node);
    return before;
  });
  const kept = new Set(placed);
  old.filter((node) => !kept.has(node)).forEach((node) => node.remove());
  arrange(parent, placed);
}

/** Puts children in their order without moving the one that has the focus, which would lose it. */
function arrange(parent, placed) {
  const held = placed.findIndex((node) => node.contains(document.activeElement));
  for (let index = placed.length - 1; index >= 0; index--) {
    const after = placed[index + 1] ?? null;
    if (index !== held && (placed[index].parentNode !== parent || placed[index].nextSibling !== after)) {
      parent.insertBefore(placed[index], after);
    }
  }
}

const isAlike = (before, node) => before.nodeType === node.nodeType && before.nodeName === node.nodeName && key(before) === key(node);

function match(before, node) {
  if (before.nodeType === Node.TEXT_NODE) {
    if (before.data !== node.data) {
      before.data = node.data;
    }
    return;
  }
  matchAttributes(before, node);
  matchHandlers(before, node);
  matchChildren(before, node);
  if (before.nodeName === 'SELECT' && before.value !== node.value) {
    before.value = node.value;
  }
}

const key = (node) => node.dataset?.key;

function matchAttributes(before, node) {
  for (const { name } of [...before.attributes]) {
    if (!node.hasAttribute(name)) {
      before.removeAttribute(name);
    }
  }
  for (const { name, value } of node.attributes) {
    // The content policy takes a style from a script, but not as an attribute. Ids that we made up stay as they are.
    const isKept = name === 'style' || (before.getAttribute(name)?.startsWith(MADE_UP) && value.startsWith(MADE_UP));
    if (!isKept && before.getAttribute(name) !== value) {
      before.setAttribute(name, value);
    }
  }
  if (before.style.cssText !== node.style.cssText) {
    before.style.cssText = node.style.cssText;
  }
  if ('disabled' in node && before.disabled !== node.disabled) {
    before.disabled = node.disabled;
  }
}

function matchHandlers(before, node) {
  const own = handlers.get(node);
  if (own !== undefined) {
    Object.entries(own).forEach(([type, handler]) => listen(before, type, handler));
  }
}

/** A button with a text. */
export function button(text, onClick, attributes = {}) {
  return element('button', { type: 'button', ...attributes, on: { click: onClick } }, text);
}

/** A choice among [value, text] pairs. */
export function select(label, options, value, onChange, attributes = {}) {
  const node = element(
    'select',
    { 'aria-label': label, ...attributes, on: { change: (event) => onChange(event.target.value) } },
    options.map(([option, text]) => element('option', { value: option, selected: option === value }, text)),
  );
  node.value = value;
  return node;
}

let nextId = 0;

/** An id that no other element has. */
export const newId = () => `${MADE_UP}${++nextId}`;
