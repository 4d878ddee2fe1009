// What exploring has cost in total, with its band, beside what an even split would have cost.

import { axis, legendEntry, tooltip } from './chart.js';
import { moment, range, totalOf } from './format.js';
import { begin } from './steps.js';
import * as theme from './theme.js';

export const explanation =
  'What all calls together lost by not going to the best variant from the start, as believed now; the shaded band holds the truth with 90% certainty. An even split is what a classic A/B test would have lost.';

/** `isWhole` says whether the steps begin with the task. */
export function regret({ steps, stepMillis, stats, task, isWhole }) {
  const total = totalOf(task.outcome.kind);
  const used = steps.filter((step) => step.regret !== null);
  if (used.length === 0 || stats.outcomes === 0) {
    return { empty: 'Not known before the first outcome has come in.' };
  }
  const now = Date.parse(stats.as_of);
  const points = used.map((step) => ({ ...step, time: Math.min(Date.parse(step.at), now) }));
  if (isWhole) {
    const none = { regret: 0, regret_low: 0, regret_high: 0, even_split: 0 };
    points.unshift({ ...none, time: begin(used, stepMillis, task) });
  }
  const accent = theme.property('--accent');
  const other = theme.property('--quiet');
  const line = (id, data, more) => ({ id, name: id, type: 'line', symbol: 'none', silent: true, labelLayout: { moveOverlap: 'shiftY' }, data, ...more });
  const last = points.at(-1);
  return {
    points: points.length * 4,
    words: `Exploring has cost about ${total(last.regret)}, with 90% certainty ${range(last.regret_low, last.regret_high, total)}. An even split would have cost ${total(last.even_split)}.`,
    table: {
      columns: ['at', 'regret', 'regret_low', 'regret_high', 'even_split'],
      rows: used.map((step) => [step.at, step.regret, step.regret_low, step.regret_high, step.even_split]),
    },
    legend: [
      legendEntry('line-mark solid', 'With Pulley, and its 90% band'),
      legendEntry('line-mark dashed', 'With an even split'),
    ],
    option: {
      grid: { left: 8, right: 54, top: 16, bottom: 4, containLabel: true },
      xAxis: axis({ type: 'time', min: points[0].time, max: last.time }),
      yAxis: axis({ type: 'value', min: 0, axisLabel: { formatter: total } }),
      tooltip: tooltip(([item]) => {
        const point = points[item.dataIndex];
        return {
          title: moment(point.time),
          rows: [
            ['line-mark solid', 'With Pulley', total(point.regret)],
            [null, '90% between', range(point.regret_low, point.regret_high, total)],
            ['line-mark dashed', 'Even split', total(point.even_split)],
          ],
        };
      }),
      series: [
        line('low', points.map((point) => [point.time, point.regret_low]), { stack: 'band', lineStyle: { opacity: 0 } }),
        line('band', points.map((point) => [point.time, point.regret_high - point.regret_low]), {
          stack: 'band',
          lineStyle: { opacity: 0 },
          areaStyle: { color: accent, opacity: 0.2 },
        }),
        line('regret', points.map((point) => [point.time, point.regret]), {
          lineStyle: { color: accent, width: 2.5 },
          endLabel: { show: true, formatter: () => total(last.regret), color: accent, fontWeight: 600 },
        }),
        line('even split', points.map((point) => [point.time, point.even_split]), {
          lineStyle: { color: other, width: 2, type: 'dashed' },
          endLabel: { show: true, formatter: () => total(last.even_split), color: other, fontWeight: 600 },
        }),
      ],
    },
  };
}
