// Of the calls of each time, how many have their outcome by now, and how many wait for theirs.

import { axis, legendEntry, tooltip } from './chart.js';
import { count, moment, percent } from './format.js';
import * as theme from './theme.js';

export const explanation =
  'Calls by when they were made: those whose outcome is known by now, and those that still wait for it. The newest always wait most.';

export function outcomes({ steps, stats }) {
  const points = steps.map((step) => {
    const decisions = sum(step.variants, 'decisions');
    const known = sum(step.variants, 'outcomes');
    return { at: step.at, decisions, known, waiting: Math.max(0, decisions - known) };
  });
  if (points.every((point) => point.decisions === 0)) {
    return { empty: 'No call has been made yet in this time.' };
  }
  const bar = (id, color, field) => ({
    id,
    name: id,
    type: 'bar',
    stack: 'all',
    barCategoryGap: '12%',
    itemStyle: { color },
    data: points.map((point) => point[field]),
  });
  return {
    points: points.length * 2,
    words: `${count(stats.outcomes)} of ${count(stats.decisions)} calls have their outcome; ${count(stats.pending)} wait for theirs.`,
    table: {
      columns: ['until', 'decisions', 'outcomes', 'waiting'],
      rows: points.map((point) => [point.at, point.decisions, point.known, point.waiting]),
    },
    legend: [legendEntry('swatch known', 'Outcome known'), legendEntry('swatch waiting', 'No outcome yet')],
    option: {
      xAxis: axis({
        type: 'category',
        data: points.map((point) => point.at),
        axisLabel: { formatter: (at) => clock(at, steps), hideOverlap: true },
      }),
      yAxis: axis({ type: 'value', minInterval: 1, axisLabel: { formatter: count } }),
      tooltip: tooltip(([item]) => {
        const point = points[item.dataIndex];
        return {
          title: `Until ${moment(point.at)}`,
          rows: [
            [null, 'Calls', count(point.decisions)],
            ['swatch known', 'Outcome known', count(point.known)],
            ['swatch waiting', 'No outcome yet', count(point.waiting)],
            [null, 'Known', percent(point.decisions === 0 ? null : point.known / point.decisions)],
          ],
        };
      }),
      series: [
        bar('known', theme.property('--accent'), 'known'),
        bar('waiting', theme.property('--line-strong'), 'waiting'),
      ],
    },
  };
}

const sum = (variants, field) => variants.reduce((total, variant) => total + variant[field], 0);

const DAY_MILLIS = 86_400_000;
const SHORT_MILLIS = 1_200_000;
const seconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const hours = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

function clock(at, steps) {
  const life = Date.parse(steps.at(-1).at) - Date.parse(steps[0].at);
  const format = life > 2 * DAY_MILLIS ? days : life < SHORT_MILLIS ? seconds : hours;
  return format.format(new Date(at));
}
