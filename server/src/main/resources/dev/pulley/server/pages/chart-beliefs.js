// What is believed of each variant's true mean: a hill over where it may be, a bar that holds it with 95%, and a dot.

import { axis, tooltip } from './chart.js';
import { coloursOf, swatchClass } from './colours.js';
import { meanOf, range, shortened } from './format.js';
import { ofHill } from './hill.js';
import * as theme from './theme.js';

const ROW_PIXELS = 46;
const LEAST_PIXELS = 200;
const HILL_SHARE = 0.8;

export const explanation =
  'Where each variant\'s true average result probably lies: the hill is highest where it is most probable, and the bar holds it with 95% certainty. Bars that overlap are not told apart yet.';

/** How tall the chart should be. */
export const height = (stats) => Math.max(LEAST_PIXELS, 40 + ROW_PIXELS * stats.variants.filter(hasBelief).length);

const hasBelief = (variant) => variant.low !== null && variant.high !== null;

export function beliefs({ stats, densities, kind }) {
  const rows = stats.variants.filter(hasBelief).map((variant) => ({ ...variant, ...ofHill(densities.get(variant.name)) }));
  if (stats.outcomes === 0) {
    return { empty: 'Nothing is known before the first outcome has come in.' };
  }
  const format = meanOf(kind);
  const colours = coloursOf(stats.variants.map((variant) => variant.name));
  const shapes = rows.map((row) => densities.get(row.name));
  const low = Math.min(...rows.map((row, index) => shapes[index]?.from ?? row.low));
  const high = Math.max(...rows.map((row, index) => shapes[index]?.to ?? row.high));
  const ink = { text: theme.property('--text'), surface: theme.property('--surface') };
  const names = rows.map((row) => row.name).reverse();
  return {
    points: rows.length * 96,
    words: rows.map((row) => `${row.name}: ${format(row.mean)}, with 95% certainty ${range(row.low, row.high, format)}`).join('. '),
    table: {
      columns: ['variant', 'mean', 'low', 'high'],
      rows: rows.map((row) => [row.name, row.mean, row.low, row.high]),
    },
    option: {
      grid: { left: 16, right: 24, top: 24, bottom: 4, containLabel: true },
      xAxis: axis({ type: 'value', min: low, max: high, axisLabel: { formatter: format, showMinLabel: false, showMaxLabel: false } }),
      yAxis: axis({
        type: 'category',
        data: names,
        splitLine: { show: false },
        axisLabel: { color: theme.property('--text'), formatter: shortened, interval: 0 },
      }),
      tooltip: tooltip(
        ([item]) => {
          const row = rows[item.dataIndex];
          return {
            title: row.name,
            rows: [
              [null, 'Average', format(row.mean)],
              [null, '95% between', range(row.low, row.high, format)],
            ],
          };
        },
        'item',
      ),
      series: [
        {
          id: 'beliefs',
          type: 'custom',
          data: rows.map((row) => [row.mean, row.name, row.low, row.high]),
          renderItem: (_, api) => {
            const index = api.dataIndexInside === undefined ? _.dataIndex : api.dataIndexInside;
            const row = rows[index];
            return { type: 'group', children: drawing(row, shapes[index], api, colours.get(row.name).colour, ink) };
          },
        },
      ],
    },
  };
}

function drawing(row, shape, api, colour, ink) {
  const [meanX, y] = api.coord([row.mean, row.name]);
  const [lowX] = api.coord([row.low, row.name]);
  const [highX] = api.coord([row.high, row.name]);
  const rowHeight = api.size([0, 1])[1];
  const base = y + rowHeight * 0.22;
  const parts = [];
  if (shape !== undefined) {
    const top = Math.max(...shape.heights);
    const points = shape.heights.map((height, index) => [
      api.coord([shape.from + ((shape.to - shape.from) * index) / (shape.heights.length - 1), row.name])[0],
      base - (height / top) * rowHeight * HILL_SHARE,
    ]);
    parts.push({
      type: 'polygon',
      shape: { points: [[points[0][0], base], ...points, [points.at(-1)[0], base]] },
      style: { fill: colour, opacity: 0.35 },
    });
    parts.push({ type: 'polyline', shape: { points }, style: { stroke: colour, lineWidth: 1.5, fill: 'none' } });
  }
  parts.push({ type: 'line', shape: { x1: lowX, y1: base, x2: highX, y2: base }, style: { stroke: colour, lineWidth: 6, lineCap: 'round' } });
  parts.push({ type: 'circle', shape: { cx: meanX, cy: base, r: 5 }, style: { fill: ink.surface, stroke: ink.text, lineWidth: 2 } });
  return parts;
}
