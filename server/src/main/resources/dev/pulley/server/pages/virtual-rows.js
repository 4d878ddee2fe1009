// A list of any length, of which only what is seen is made.

import { element, show } from './dom.js';
import * as theme from './theme.js';

const SPARE_ROWS = 6;
const SCREEN_SHARE_MAX = 0.7;

/**
 * `render` makes the row of an item at a place; `onSeen` is told which items are seen, when that changes.
 * Rows have one height, which the style sheet says.
 *
 * What changes is drawn at once, and no frame is asked for first: browsers that are busy make frames late or not at all,
 * and tell of scrolling and of another size once for each frame anyway.
 */
export function virtualRows({ render, onSeen, label }) {
  const inner = element('div', { class: 'inner', role: 'list', 'aria-label': label });
  const node = element('div', { class: 'rows', tabindex: '0', role: 'group', 'aria-label': `${label}, to be scrolled` }, inner);
  let items = [];
  let seen = '';

  function draw() {
    const rowHeight = Number.parseFloat(theme.property('--task-row'));
    const whole = items.length * rowHeight;
    const height = Math.min(whole, innerHeight * SCREEN_SHARE_MAX);
    inner.style.height = `${whole}px`;
    node.style.height = `${height}px`;
    const top = Math.min(node.scrollTop, whole - height);
    const first = Math.max(0, Math.floor(top / rowHeight) - SPARE_ROWS);
    const shown = items.slice(first, Math.ceil((top + height) / rowHeight) + SPARE_ROWS);
    const rows = shown.map((item, index) => {
      const row = render(item);
      row.style.transform = `translateY(${(first + index) * rowHeight}px)`;
      return row;
    });
    show(inner, rows);
    const names = shown.map((item) => item.task);
    if (names.join() !== seen) {
      seen = names.join();
      onSeen(names);
    }
  }
  node.addEventListener('scroll', draw, { passive: true });
  addEventListener('resize', draw);
  return {
    node,
    update(next) {
      items = next;
      draw();
    },
    close: () => removeEventListener('resize', draw),
  };
}
