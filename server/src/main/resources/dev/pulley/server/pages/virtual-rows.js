// A list of any length, of which only what is seen is made.

import { element, show } from './dom.js';

const SPARE_ROWS = 6;
const SCREEN_SHARE_MAX = 0.7;

/**
 * `render` makes the row of an item at a place; `onSeen` is told which items are seen, when that changes.
 * Rows have one height, which the style sheet says.
 */
export function virtualRows({ render, onSeen, label }) {
  const inner = element('div', { class: 'inner', role: 'list', 'aria-label': label });
  const node = element('div', { class: 'rows', tabindex: '0', role: 'group', 'aria-label': `${label}, to be scrolled` }, inner);
  let items = [];
  let rowHeight = 0;
  let isPlanned = false;
  let seen = '';

  function measure() {
    const probe = element('div', { class: 'task-row' });
    inner.append(probe);
    rowHeight = probe.getBoundingClientRect().height;
    probe.remove();
  }
  function draw() {
    isPlanned = false;
    const first = Math.max(0, Math.floor(node.scrollTop / rowHeight) - SPARE_ROWS);
    const last = Math.min(items.length, Math.ceil((node.scrollTop + innerHeight * SCREEN_SHARE_MAX) / rowHeight) + SPARE_ROWS);
    inner.style.height = `${items.length * rowHeight}px`;
    node.style.height = `${Math.min(items.length * rowHeight, innerHeight * SCREEN_SHARE_MAX)}px`;
    const rows = items.slice(first, last).map((item, index) => {
      const row = render(item, first + index);
      row.style.transform = `translateY(${(first + index) * rowHeight}px)`;
      return row;
    });
    show(inner, rows);
    const names = items.slice(first, last).map((item) => item.task);
    if (names.join() !== seen) {
      seen = names.join();
      onSeen(names);
    }
  }
  function plan() {
    if (!isPlanned) {
      isPlanned = true;
      requestAnimationFrame(draw);
    }
  }
  node.addEventListener('scroll', plan, { passive: true });
  const sizes = new ResizeObserver(() => {
    measure();
    plan();
  });
  sizes.observe(node);
  return {
    node,
    update(next) {
      items = next;
      if (rowHeight > 0) {
        plan();
      }
    },
    close: () => sizes.disconnect(),
  };
}
