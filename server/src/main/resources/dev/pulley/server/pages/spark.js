// A small line of a few values, without axes.

import { element } from './dom.js';

const WIDTH = 120;
const HEIGHT = 34;

export function spark(values, label) {
  const most = Math.max(...values, 1);
  const points = values.map((value, index) => [
    ((index / Math.max(1, values.length - 1)) * WIDTH).toFixed(1),
    (HEIGHT - 2 - (value / most) * (HEIGHT - 5)).toFixed(1),
  ]);
  const outline = points.map(([x, y]) => `${x},${y}`).join('L');
  return element(
    'svg',
    { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label, preserveAspectRatio: 'none' },
    values.length === 0 ? null : element('path', { d: `M0,${HEIGHT}L${outline}L${WIDTH},${HEIGHT}` }),
  );
}
