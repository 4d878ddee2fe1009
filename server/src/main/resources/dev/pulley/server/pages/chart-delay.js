// How late outcomes come: of the calls that are so old by now, how many have theirs.

import { axis, tooltip } from './chart.js';
import { duration, percent } from './format.js';
import { arrivals } from './steps.js';
import * as theme from './theme.js';

export const explanation =
  'Of the calls that are so old by now, how many have their outcome: it levels off where all have come that ever will. The dashed lines say by when half and nine in ten of these are in, as reckoned with what is still on its way. A shorter range or step shows the first moments.';

export function delay({ steps, stepMillis, stats }) {
  const curve = arrivals(steps, stepMillis, Date.parse(stats.as_of));
  const { median_seconds: median, p90_seconds: p90 } = stats.delay;
  if (curve.length === 0 || median === null) {
    return { empty: 'No outcome has come in yet in this time.' };
  }
  const colour = theme.property('--accent');
  const [youngest, oldest] = [curve[0].seconds, curve.at(-1).seconds];
  const isPoint = youngest === oldest;
  const label = { color: theme.property('--quiet'), formatter: ({ name }) => name, position: 'end', distance: 4 };
  return {
    points: curve.length,
    words: `Half of the outcomes come within ${duration(median)}, nine in ten within ${duration(p90)}. Of the oldest calls ${percent(curve.at(-1).share)} have theirs.`,
    table: {
      columns: ['age_seconds', 'share_with_outcome'],
      rows: curve.map(({ seconds, share }) => [seconds, share]),
    },
    option: {
      grid: { left: 8, right: 28, top: 26, bottom: 4, containLabel: true },
      xAxis: axis({ type: 'log', min: isPoint ? youngest / 2 : youngest, max: isPoint ? youngest * 2 : oldest, axisLabel: { formatter: duration } }),
      yAxis: axis({ type: 'value', min: 0, max: 1, axisLabel: { formatter: (value) => `${Math.round(value * 100)}%` } }),
      tooltip: tooltip(([item]) => ({
        title: `Calls ${duration(item.data[0])} old`,
        rows: [['line-mark', 'Have their outcome', percent(item.data[1])]],
      })),
      series: [
        {
          id: 'delay',
          type: 'line',
          itemStyle: { color: colour },
          symbol: isPoint ? 'circle' : 'none',
          lineStyle: { color: colour, width: 2.5 },
          areaStyle: { color: colour, opacity: 0.15 },
          data: curve.map(({ seconds, share }) => [seconds, share]),
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: theme.property('--line-strong'), type: 'dashed' },
            data: [['half', median], ['9 in 10', p90]]
              .filter(([, seconds]) => seconds >= youngest && seconds <= oldest)
              .map(([name, seconds]) => ({ name, xAxis: seconds, label })),
          },
        },
      ],
    },
  };
}
