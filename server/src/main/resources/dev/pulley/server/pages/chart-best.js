// How probable it is, for each variant, that it is truly the best.

import { axis, tooltip } from './chart.js';
import { coloursOf } from './colours.js';
import { percent, shortened } from './format.js';
import * as theme from './theme.js';
export { height } from './chart-beliefs.js';

export const explanation =
  'How probable it is that a variant is truly the best of all, given all that is known; near 100% for one of them means that little doubt is left.';

export function best({ stats }) {
  const rows = stats.variants.filter((variant) => variant.probability_best !== null);
  if (stats.outcomes === 0) {
    return { empty: 'Before the first outcome, each is as probable as the others.' };
  }
  const colours = coloursOf(stats.variants.map((variant) => variant.name));
  return {
    points: rows.length,
    words: rows.map((row) => `${row.name} ${percent(row.probability_best)}`).join(', '),
    table: {
      columns: ['variant', 'probability_best'],
      rows: rows.map((row) => [row.name, row.probability_best]),
    },
    option: {
      grid: { left: 16, right: 56, top: 24, bottom: 4, containLabel: true },
      xAxis: axis({ type: 'value', min: 0, max: 1, axisLabel: { formatter: (value) => `${Math.round(value * 100)}%` } }),
      yAxis: axis({
        type: 'category',
        data: rows.map((row) => row.name).reverse(),
        splitLine: { show: false },
        axisLabel: { color: theme.property('--text'), formatter: shortened, interval: 0 },
      }),
      tooltip: tooltip(([item]) => ({ title: item.name, rows: [[null, 'Truly the best', percent(item.value)]] }), 'item'),
      series: [
        {
          id: 'best',
          type: 'bar',
          barMaxWidth: 24,
          data: [...rows].reverse().map((row) => ({
            name: row.name,
            value: row.probability_best,
            itemStyle: { color: colours.get(row.name).colour, borderRadius: [0, 4, 4, 0] },
          })),
          label: {
            show: true,
            position: 'right',
            color: theme.property('--text'),
            formatter: ({ value }) => percent(value),
          },
        },
      ],
    },
  };
}
