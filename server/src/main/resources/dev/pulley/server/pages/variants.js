// The table of a task's variants.

import { button, element } from './dom.js';
import { swatchClass } from './colours.js';
import { amount, count, difference, differences, meanOf, percent, range } from './format.js';
import { leaderOf } from './verdict.js';

const WIDTH = 150;
const MIDDLE = 11;

const TONES = { active: 'good', paused: 'wait', tripped: 'bad', removed: 'none' };

/** The columns. `onAction` is given a variant and what is to be done to it; null where the reader may change nothing. */
export function variantColumns(stats, task, onAction) {
  const kind = task.outcome.kind;
  const format = meanOf(kind);
  const scale = scaleOf(stats.variants);
  const places = new Map(stats.variants.map((variant, place) => [variant.name, place]));
  /** Before the first outcome there are only beliefs about nothing. */
  const once = (cell) => (row) => (stats.outcomes === 0 ? '–' : cell(row));
  const columns = [
    {
      title: 'Variant',
      text: 'What a call may get; the control is the one that the others are held against, and that every call gets while the task is paused.',
      value: (row) => row.name,
      cell: (row) =>
        element(
          'span',
          { class: 'variant' },
          element('span', { class: swatchClass(places.get(row.name)) }),
          element('span', {}, row.name, row.name === task.control ? element('span', { class: 'quiet small' }, ' control') : null),
        ),
    },
    {
      title: 'Status',
      text: 'Active: it gets its share. Paused: a person took it out. Tripped: a guardrail took it out. Removed: it is not in the definition any more.',
      value: (row) => row.status,
      cell: (row) => element('span', { class: `chip ${TONES[row.status]}` }, row.status),
    },
    {
      title: 'Share',
      text: 'The probability with which a new call gets this variant now.',
      number: true,
      value: (row) => row.share,
      cell: (row) => [bar(row.share), percent(row.share)],
    },
    {
      title: 'Calls',
      text: 'How many calls got this variant at the version that it has now.',
      number: true,
      value: (row) => row.decisions,
      cell: (row) => count(row.decisions),
    },
    {
      title: 'Outcomes',
      text: 'For how many of these calls the outcome is known.',
      number: true,
      value: (row) => row.outcomes,
      cell: (row) => count(row.outcomes),
    },
    {
      title: 'Average',
      text: `What its true average "${task.outcome.metric}" is believed to be, and the range that holds it with 95% certainty.`,
      number: true,
      value: (row) => row.mean,
      cell: once((row) => [
        element('strong', {}, format(row.mean)),
        element('div', { class: 'quiet small' }, row.low === null ? '' : range(row.low, row.high, format)),
      ]),
    },
    {
      title: 'Interval',
      text: 'The thick bar holds the true average with 95% certainty; the thin line holds it however often one looks, which is what the verdict goes by.',
      cell: once((row) => interval(row, scale, places.get(row.name), format)),
    },
    { title: 'Low', value: (row) => row.low },
    { title: 'High', value: (row) => row.high },
    {
      title: 'Against control',
      text: 'By how much its true average is better than the control\'s, with the range that holds it with 95% certainty.',
      number: true,
      value: (row) => row.lift.mean,
      cell: once((row) =>
        row.name === task.control || row.lift.mean === null
          ? '–'
          : [
              difference(kind, row.lift.mean),
              element('div', { class: 'quiet small' }, differences(kind, row.lift.low, row.lift.high)),
            ],
      ),
    },
    {
      title: 'Truly best',
      text: 'How probable it is that no other variant has a better true average.',
      number: true,
      value: (row) => row.probability_best,
      cell: once((row) => (row.probability_best === null ? '–' : percent(row.probability_best))),
    },
    {
      title: 'Loss if kept',
      text: 'What keeping this variant for good is expected to lose on each call, against the best one.',
      number: true,
      value: (row) => row.expected_loss,
      cell: once((row) => (row.expected_loss === null ? '–' : kind === 'binary' ? `${(row.expected_loss * 100).toFixed(1)} pts` : amount(row.expected_loss))),
    },
  ];
  if (onAction !== null) {
    columns.push({ title: 'Actions', text: 'What may be done to a variant; each asks first, and says what will change.', cell: (row) => actions(row, stats, onAction) });
  }
  return columns;
}

/** Those that are shown; the others are saved alone. */
export const shownColumns = (columns) => columns.filter((column) => column.cell !== undefined);

export const isLeader = (stats) => {
  const leader = leaderOf(stats);
  return (row) => (leader !== null && row.name === leader.name && stats.status === 'active' ? 'leads' : null);
};

const bar = (share) => {
  const filled = element('span', {});
  filled.style.width = `${Math.round((share ?? 0) * 100)}%`;
  return element('span', { class: 'bar', 'aria-hidden': 'true' }, filled);
};

function actions(row, stats, onAction) {
  const label = (what) => ({ class: 'plain', 'aria-label': `${what} ${row.name}` });
  const can = stats.status !== 'archived';
  if (row.status === 'removed' || !can) {
    return '';
  }
  return element(
    'span',
    { class: 'row' },
    row.status === 'active'
      ? button('Pause', () => onAction(row, 'pause'), label('Pause'))
      : button('Resume', () => onAction(row, 'resume'), label('Resume')),
    button('Cap', () => onAction(row, 'cap'), label('Cap the share of')),
    button('Remove', () => onAction(row, 'remove'), label('Remove')),
  );
}

function scaleOf(variants) {
  const ends = variants.flatMap((variant) => [variant.low, variant.high]).filter((value) => value !== null);
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const room = (high - low || 1) * 0.06;
  return (value) => Math.min(WIDTH, Math.max(0, ((value - low + room) / (high - low + 2 * room || 1)) * WIDTH)).toFixed(1);
}

function interval(row, scale, place, format) {
  if (row.low === null) {
    return '';
  }
  const line = (kind, from, to) => element('line', { class: kind, x1: scale(from), x2: scale(to), y1: MIDDLE, y2: MIDDLE });
  return element(
    'svg',
    {
      class: `interval ${swatchClass(place).replace('swatch ', '')}`,
      viewBox: `0 0 ${WIDTH} 22`,
      role: 'img',
      'aria-label': `${format(row.mean)}, ${range(row.low, row.high, format)}`,
    },
    element('line', { class: 'track', x1: 0, x2: WIDTH, y1: MIDDLE, y2: MIDDLE }),
    row.anytime_low === null ? null : line('anytime', row.anytime_low, row.anytime_high),
    line('belief', row.low, row.high),
    element('circle', { class: 'mean', cx: scale(row.mean), cy: MIDDLE, r: 4.5 }),
  );
}

/** What the early signals and guardrails say, as columns of their tables. */
export const proxyColumns = () => [
  { title: 'Signal', text: 'A cheap, early measure that is meant to tell how the outcome will be.', value: (row) => row.metric, cell: (row) => row.metric },
  {
    title: 'Weight',
    text: 'By how much the outcome is expected to rise when the signal rises by one: about what the definition says until outcomes come, then what they show. 0 if it does not count.',
    number: true,
    value: (row) => row.weight,
    cell: (row) => (row.weight === null ? '–' : String(Number(row.weight.toPrecision(3)))),
  },
  {
    title: 'Correlation',
    text: 'How well the signal has foretold the outcome so far: 1 always, 0 not at all, and below 0 the wrong way round.',
    number: true,
    value: (row) => row.correlation,
    cell: (row) => (row.correlation === null ? 'not known yet' : row.correlation.toFixed(2)),
  },
  {
    title: 'Alarm',
    text: 'Raised when what the signal says of the outcome has changed. It does not count then; look at what changed.',
    value: (row) => String(row.alarm),
    cell: (row) => element('span', { class: `chip ${row.alarm ? 'bad' : 'none'}` }, row.alarm ? 'misleads' : 'none'),
  },
];

/** What each source reports. */
export const sourceColumns = () => [
  { title: 'Source', text: 'Whom the reports come from, by the key that they were made with.', value: (row) => row.source, cell: (row) => row.source ?? 'others' },
  { title: 'Metric', text: 'What is measured.', value: (row) => row.metric, cell: (row) => row.metric },
  { title: 'Reports', text: 'How many of its values stand.', number: true, value: (row) => row.values, cell: (row) => count(row.values) },
  {
    title: 'Average',
    text: 'The plain average of its values; sources that measure the same and differ much are worth a look.',
    number: true,
    value: (row) => row.mean,
    cell: (row) => (row.mean === null ? '–' : amount(row.mean)),
  },
];

export const guardrailColumns = (kindOf) => [
  { title: 'Guardrail', text: 'A measure that must stay on the right side of a limit, whatever the outcome says.', value: (row) => row.metric, cell: (row) => row.metric },
  { title: 'Variant', text: 'On which variant; each has to keep to the limit by itself.', value: (row) => row.variant, cell: (row) => row.variant },
  {
    title: 'Average',
    text: 'The average of the reported values since the variant began, or was put back.',
    number: true,
    value: (row) => row.rate,
    cell: (row) => (row.rate === null ? 'not known yet' : meanOf(kindOf(row.metric))(row.rate)),
  },
  {
    title: 'Beyond the limit',
    text: 'How probable it is that the true average is beyond the limit.',
    number: true,
    value: (row) => row.probability_over,
    cell: (row) => percent(row.probability_over),
  },
  {
    title: 'State',
    text: 'Tripped: it is surely enough beyond the limit, and its variant was taken out. Holds: it is not.',
    value: (row) => String(row.tripped),
    cell: (row) => element('span', { class: `chip ${row.tripped ? 'bad' : 'good'}` }, row.tripped ? 'tripped' : 'holds'),
  },
];
