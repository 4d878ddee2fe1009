// What a figure means, in one sentence, when it is pointed at or has the focus.

import { element, newId } from './dom.js';

const GAP_PIXELS = 8;
let bubble;
let anchored = null;

function ensureBubble() {
  if (bubble === undefined) {
    bubble = element('div', { class: 'bubble', 'aria-hidden': 'true', hidden: true });
    document.body.append(bubble);
    addEventListener('scroll', place, { passive: true, capture: true });
    addEventListener('keydown', (event) => event.key === 'Escape' && hide());
  }
  return bubble;
}

function showFor(node, text) {
  const box = ensureBubble();
  box.textContent = text;
  box.hidden = false;
  anchored = node;
  place();
}

/** Puts the bubble where its word is, which moves when the page is scrolled, as it is when a word far below gets the focus. */
function place() {
  if (anchored === null) {
    return;
  }
  if (!anchored.isConnected) {
    hide();
    return;
  }
  const box = bubble;
  const anchor = anchored.getBoundingClientRect();
  const size = box.getBoundingClientRect();
  const left = Math.min(Math.max(GAP_PIXELS, anchor.left), innerWidth - size.width - GAP_PIXELS);
  const above = anchor.top - size.height - GAP_PIXELS;
  box.style.left = `${Math.max(GAP_PIXELS, left)}px`;
  box.style.top = `${above > 0 ? above : anchor.bottom + GAP_PIXELS}px`;
}

function hide() {
  anchored = null;
  if (bubble !== undefined) {
    bubble.hidden = true;
  }
}

/** A word or figure that explains itself, and may do something when it is pressed. */
export function explained(content, text, attributes = {}) {
  const id = newId();
  const reveal = (event) => showFor(event.currentTarget, text);
  return element(
    'span',
    { class: 'explained' },
    element(
      'button',
      {
        type: 'button',
        class: 'term',
        'aria-describedby': id,
        on: { pointerenter: reveal, focus: reveal, click: attributes.onClick ?? reveal, pointerleave: hide, blur: hide },
      },
      content,
    ),
    element('span', { id, class: 'unseen' }, text),
  );
}

/** Has an element that can have the focus anyway explain itself. `textOf` may find that there is nothing to say, with null. */
export function explaining(textOf) {
  const reveal = (event) => {
    const text = textOf(event.currentTarget);
    if (text !== null) {
      showFor(event.currentTarget, text);
    }
  };
  return { pointerenter: reveal, focus: reveal, pointerleave: hide, blur: hide };
}
