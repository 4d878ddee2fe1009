// How traffic was shared out over time: a stacked area whose right edge is what new calls get now.

import { axis, legendEntry, tooltip } from './chart.js';
import { coloursOf, swatchClass } from './colours.js';
import { moment, percent, roughly } from './format.js';
import { begin } from './steps.js';

const LEGEND_MAX = 12;

export const explanation =
  'How all calls were shared out among the variants over time; the right edge is what new calls get now.';

export function allocation({ steps, stepMillis, stats, task }) {
  const names = stats.variants.map((variant) => variant.name);
  const used = steps.filter((step) => step.variants.some((variant) => variant.share !== null));
  if (used.length === 0) {
    return { empty: 'No call has asked for a variant yet in this time.' };
  }
  const now = Date.parse(stats.as_of);
  const points = used.map((step) => [Math.min(Date.parse(step.at), now), sharesOf(step, names)]);
  points.unshift([begin(used, stepMillis, task), points[0][1]]);
  const isOver = Date.parse(used.at(-1).at) < now - 2 * stepMillis;
  if (!isOver && stats.status === 'active') {
    points.push([now, stats.variants.map((variant) => variant.share ?? 0)]);
  }
  const colours = coloursOf(names);
  const shown = names.map((name, place) => [name, place]).filter(([, place]) => points.some(([, shares]) => shares[place] > 0));
  return {
    points: points.length * shown.length,
    words: words(stats),
    table: {
      columns: ['at', ...names],
      rows: points.map(([at, shares]) => [new Date(at).toISOString(), ...shares]),
    },
    legend: shown.length > LEGEND_MAX ? [] : shown.map(([name, place]) => legendEntry(swatchClass(place), name)),
    option: {
      xAxis: axis({ type: 'time', min: points[0][0], max: points.at(-1)[0] }),
      yAxis: axis({ type: 'value', min: 0, max: 1, axisLabel: { formatter: (value) => `${Math.round(value * 100)}%` } }),
      tooltip: tooltip((given) => ({
        title: moment(given[0].axisValue),
        rows: given
          .filter((item) => item.data[1] > 0)
          .map((item) => [swatchClass(names.indexOf(item.seriesName)), item.seriesName, percent(item.data[1])])
          .reverse(),
      })),
      series: shown.map(([name, place]) => ({
        id: name,
        name,
        type: 'line',
        stack: 'all',
        symbol: 'none',
        silent: true,
        lineStyle: { width: 0 },
        areaStyle: {
          color: colours.get(name).colour,
          opacity: 0.88,
          ...(colours.get(name).line === 'dashed' ? { opacity: 0.5 } : {}),
        },
        data: points.map(([at, shares]) => [at, shares[place]]),
      })),
    },
  };
}

const sharesOf = (step, names) => {
  const byName = new Map(step.variants.map((variant) => [variant.name, variant.share ?? 0]));
  return names.map((name) => byName.get(name) ?? 0);
};

function words(stats) {
  const shares = stats.variants.filter((variant) => variant.share > 0);
  const told = [...shares].sort((one, other) => other.share - one.share).slice(0, 3);
  return `Of new calls now ${told.map((variant) => `${variant.name} gets ${roughly(variant.share)}`).join(', ')}.`;
}
