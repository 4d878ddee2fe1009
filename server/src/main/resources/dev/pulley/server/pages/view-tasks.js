// All tasks, however many: found, filtered, sorted, and live as far as they are seen.

import * as api from './api.js';
import * as router from './router.js';
import * as session from './session.js';
import { button, element, select, show } from './dom.js';
import { downloadCsv } from './export.js';
import { explaining } from './explain.js';
import { count, percent, plural, range, totalOf } from './format.js';
import { follow } from './live.js';
import { compare } from './table.js';
import { spark } from './spark.js';
import { alarms, inShort, leaderOf } from './verdict.js';
import { virtualRows } from './virtual-rows.js';

const FIRST_PAGE = 100;
const PAGE = 1000;
const STREAMED_MAX = 32;
const SETTLE_MILLIS = 400;
/** What the stream brings in this time is shown together. */
const GATHER_MILLIS = 200;
const AGAIN_MILLIS = 20_000;
const AFTER_FAILURE_MILLIS = 2_000;
/** Longer lists are read again only when somebody comes back to them. */
const POLLED_MAX = 1000;

const SORTS = {
  name: { text: 'by name', value: (task) => task.task },
  changed: { text: 'changed last first', value: (task) => task.updated_at, descending: true },
  calls: { text: 'most calls first', value: (task) => task.summary.decisions, descending: true },
  sure: { text: 'surest first', value: (task) => task.summary.probability_best, descending: true },
  cost: { text: 'costliest first', value: (task) => task.summary.regret, descending: true },
  alarms: { text: 'alarms first', value: (task) => task.summary.alarms, descending: true },
};
const FILTERS = {
  '': { text: 'All that are not archived', holds: () => true },
  running: { text: 'Running', holds: (task) => task.status === 'active' },
  settled: { text: 'Settled: may be stopped', holds: (task) => task.status === 'active' && task.summary.verdict !== 'collecting' },
  early: { text: 'Too early to stop', holds: (task) => task.status === 'active' && task.summary.verdict === 'collecting' },
  alarms: { text: 'With alarms', holds: (task) => task.summary.alarms > 0 },
  paused: { text: 'Paused', holds: (task) => task.status === 'paused' },
  concluded: { text: 'Concluded', holds: (task) => task.status === 'concluded' },
  archived: { text: 'Archived', holds: () => true },
};

export function tasksView(root, place, frame) {
  const settings = { search: place.parameters.search ?? '', filter: place.parameters.filter ?? '', sort: place.parameters.sort ?? 'name' };
  const known = new Map();
  const abort = new AbortController();
  let isComplete = false;
  let isClosed = false;
  let stop = () => {};
  let settle;
  let again;
  let gathered;

  const status = element('p', { class: 'quiet small', role: 'status' });
  const search = element('input', {
    type: 'search',
    'aria-label': 'Search tasks',
    placeholder: 'Search name, description or variant',
    value: settings.search,
    on: { input: () => change({ search: search.value }) },
  });
  const rows = virtualRows({ render: taskRow, onSeen: watch, label: 'Tasks' });
  const head = element(
    'div',
    { class: 'tasks-head' },
    heading('Task', 'What is being decided, and how many calls have asked.'),
    heading('Verdict', 'Whether it is settled which variant to keep, or too early to stop.'),
    heading('Traffic', 'Calls over the whole life of the task.'),
    heading('Leader', 'The variant that is most probably the best, and how probable that is.'),
    heading('What trying has cost', 'What all calls lost in the outcome by not going to the best variant from the start; 90% certain to lie in the range.'),
    heading('Alarms', 'Variants that a guardrail took out, signals that mislead, and traffic that does not arrive as it was shared out.'),
  );
  const list = element('section', { class: 'panel tasks', 'aria-label': 'Tasks' }, head, rows.node);
  const nothing = element('div', { class: 'panel empty', hidden: true });
  const filters = element('div', {});
  root.append(
    element('div', { class: 'row spread' }, element('h1', {}, 'Tasks'), session.mayChange() ? element('a', { class: 'as-button', href: '#/new' }, 'New task') : null),
    element('div', { class: 'filters' }, search, filters),
    status,
    list,
    nothing,
  );

  function change(changed) {
    const wasArchived = settings.filter === 'archived';
    Object.assign(settings, changed);
    router.note({ ...settings, sort: settings.sort === 'name' ? '' : settings.sort });
    if (wasArchived !== (settings.filter === 'archived')) {
      known.clear();
      isComplete = false;
      load();
    }
    render();
  }
  function chosen() {
    const words = settings.search.toLowerCase().split(/\s+/).filter((word) => word !== '');
    const filter = FILTERS[settings.filter] ?? FILTERS[''];
    const sort = SORTS[settings.sort] ?? SORTS.name;
    const found = [...known.values()].filter((task) => filter.holds(task) && words.every((word) => task.text.includes(word)));
    found.sort((one, other) => (sort.descending ? -1 : 1) * compare(sort.value(one), sort.value(other)) || compare(one.task, other.task));
    return found;
  }
  function render() {
    const found = chosen();
    rows.update(found);
    list.hidden = found.length === 0;
    nothing.hidden = found.length > 0 || !isComplete;
    show(nothing, known.size > 0 ? element('p', {}, 'No task is like that.') : welcome());
    show(status, isComplete ? `${plural(found.length, 'task')} of ${count(known.size)}` : `${plural(known.size, 'task')} so far, loading …`);
    show(
      filters,
      element(
        'div',
        { class: 'row' },
        select('Filter', Object.entries(FILTERS).map(([key, { text }]) => [key, text]), settings.filter, (filter) => change({ filter })),
        select('Sort', Object.entries(SORTS).map(([key, { text }]) => [key, text]), settings.sort, (sort) => change({ sort })),
        button('CSV', save, { class: 'plain', 'aria-label': 'Save the tasks as CSV' }),
      ),
    );
  }
  function save() {
    downloadCsv('tasks', {
      columns: ['task', 'status', 'verdict', 'decisions', 'outcomes', 'leader', 'probability_best', 'regret', 'regret_low', 'regret_high', 'alarms'],
      rows: chosen().map(({ task, status: state, summary }) => [
        task, state, summary.verdict, summary.decisions, summary.outcomes, summary.leader, summary.probability_best,
        summary.regret, summary.regret_low, summary.regret_high, summary.alarms,
      ]),
    });
  }

  async function load() {
    clearTimeout(again);
    const archived = settings.filter === 'archived';
    const names = new Set();
    let cursor = '';
    try {
      do {
        const page = await api.tasks({ limit: cursor === '' ? FIRST_PAGE : PAGE, cursor, archived: archived ? 'true' : '' }, abort.signal);
        if (isClosed || archived !== (settings.filter === 'archived')) {
          return;
        }
        for (const task of page.tasks) {
          known.set(task.task, withText(task));
          names.add(task.task);
        }
        cursor = page.next;
        isComplete = cursor === null;
        render();
      } while (cursor !== null);
      [...known.keys()].filter((name) => !names.has(name)).forEach((name) => known.delete(name));
      render();
    } catch (problem) {
      if (isClosed) {
        return;
      }
      show(status, element('span', { class: 'fault', role: 'alert' }, `The tasks can't be read: ${problem.message}; trying again`));
      again = setTimeout(load, AFTER_FAILURE_MILLIS);
      return;
    }
    if (known.size <= POLLED_MAX) {
      again = setTimeout(load, AGAIN_MILLIS);
    }
  }

  /** Follows what is seen, once scrolling has come to rest. */
  function watch(names) {
    clearTimeout(settle);
    settle = setTimeout(() => {
      stop();
      if (names.length > 0 && !isClosed) {
        stop = follow(names.slice(0, STREAMED_MAX), onStats, frame.setState);
      }
    }, SETTLE_MILLIS);
  }
  function onStats(stats) {
    const task = known.get(stats.task);
    if (task !== undefined) {
      known.set(stats.task, { ...task, status: stats.status, summary: { ...task.summary, ...summaryOf(stats) } });
      gathered ??= setTimeout(() => {
        gathered = undefined;
        render();
      }, GATHER_MILLIS);
    }
  }

  render();
  load();
  const onVisible = () => document.visibilityState === 'visible' && isComplete && load();
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    isClosed = true;
    abort.abort();
    stop();
    clearTimeout(settle);
    clearTimeout(again);
    clearTimeout(gathered);
    rows.close();
    document.removeEventListener('visibilitychange', onVisible);
  };
}

const withText = (task) => ({
  ...task,
  text: [task.task, task.description, ...task.variants.map((variant) => variant.name)].join(' ').toLowerCase(),
});

/** A task's stats as a list's row has them. */
function summaryOf(stats) {
  const leader = leaderOf(stats);
  return {
    decisions: stats.decisions,
    outcomes: stats.outcomes,
    verdict: stats.verdict.state,
    winner: stats.verdict.winner,
    leader: leader?.name ?? null,
    probability_best: leader?.probability_best ?? null,
    regret: stats.regret.total,
    regret_low: stats.regret.total_low,
    regret_high: stats.regret.total_high,
    value_remaining: stats.regret.value_remaining,
    alarms: alarms(stats).length,
  };
}

/** What a heading says where there is room for one. */
const narrowly = (text) => element('span', { class: 'narrowly quiet small' }, text);

const heading = (text, explanation) =>
  element('span', {}, element('button', { type: 'button', class: 'term', on: explaining(() => explanation), 'aria-label': `${text}: ${explanation}` }, text));

function taskRow(task) {
  const { summary } = task;
  const short = inShort(summary, task.status);
  const total = totalOf(task.outcome.kind);
  const line = (content) => element('div', { class: 'one-line' }, content);
  const quiet = (content) => element('div', { class: 'one-line quiet small' }, content);
  return element(
    'div',
    { class: 'task-row', role: 'listitem', 'data-key': task.task },
    element(
      'div',
      {},
      line(element('a', { href: router.format({ view: 'task', task: task.task }), on: explaining((link) => (isCut(link.closest('.task-row')) ? inFull(task, short) : null)) }, task.task)),
      quiet([plural(summary.decisions, 'call'), task.description].filter((text) => text !== '').join(' · ')),
    ),
    element('div', { class: 'cell-verdict' }, element('span', { class: `chip ${short.tone}` }, short.text), short.more === undefined ? null : quiet(short.more)),
    element('div', { class: 'cell-spark' }, spark(summary.traffic, `Calls over time, ${count(summary.decisions)} in all`)),
    summary.leader === null
      ? element('div', {}, quiet('no leader yet'))
      : element('div', {}, line(summary.leader), quiet(`${percent(summary.probability_best)} sure that it is the best`)),
    element(
      'div',
      {},
      summary.outcomes === 0
        ? quiet('not known yet')
        : [line([narrowly('cost '), total(summary.regret)]), quiet(range(summary.regret_low, summary.regret_high, total))],
    ),
    element('div', { class: summary.alarms === 0 ? 'cell-calm' : null }, summary.alarms === 0 ? quiet('none') : element('span', { class: 'chip bad' }, plural(summary.alarms, 'alarm'))),
  );
}

/** Whether something in a row had no room. */
const isCut = (row) => [...row.querySelectorAll('.one-line, .chip')].some((part) => part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight + 1);

/** What a row says, whole. */
const inFull = ({ task, description, summary }, { text, more }) =>
  [task, [text, more].filter((part) => part !== undefined).join(', '), summary.leader === null ? '' : `the leader is ${summary.leader}`, description].filter((part) => part !== '').join(' · ');

const welcome = () => [
  element('h2', {}, 'No task yet'),
  element('p', { class: 'quiet' }, 'A task is one question, such as which prompt to use, with the variants to choose from.'),
  session.mayChange() ? element('a', { class: 'as-button', href: '#/new' }, 'Make the first one') : null,
];
