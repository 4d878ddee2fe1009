// One task: the verdict first, then where the traffic goes, then all that it rests on. Everything follows the stream.

import * as actions from './actions.js';
import * as api from './api.js';
import * as router from './router.js';
import * as session from './session.js';
import { chart, prepare } from './chart.js';
import { allocation, explanation as allocationExplained } from './chart-allocation.js';
import { beliefs, explanation as beliefsExplained, height } from './chart-beliefs.js';
import { best, explanation as bestExplained } from './chart-best.js';
import { delay, explanation as delayExplained } from './chart-delay.js';
import { outcomes, explanation as outcomesExplained } from './chart-outcomes.js';
import { regret, explanation as regretExplained } from './chart-regret.js';
import { notice, refusal } from './dialog.js';
import { button, element, show } from './dom.js';
import { explained } from './explain.js';
import { copy } from './export.js';
import { answers, figures } from './figures.js';
import { head } from './head.js';
import { follow } from './live.js';
import { asked, rangeControls } from './range.js';
import { millisOf } from './steps.js';
import { nextSort, saveTable, sortNamed, table } from './table.js';
import { trail } from './trail.js';
import { guardrailColumns, isLeader, proxyColumns, shownColumns, sourceColumns, variantColumns } from './variants.js';
import { alarms, verdict } from './verdict.js';

/** History and densities cost more than stats, so they follow a little behind; more so where they take long. */
const FOLLOW_MILLIS_MIN = 2000;
const FOLLOW_TIMES = 10;

export function taskView(root, place, frame) {
  const name = place.task;
  const parts = frameOf(root, name);
  let task = null;
  let stats = null;
  let steps = [];
  let stepMillis = 0;
  let densities = new Map();
  let isClosed = false;
  let stop = () => {};
  const settings = { range: place.parameters.range ?? '', step: place.parameters.step ?? '', sort: place.parameters.sort ?? '' };

  const onAction = session.mayChange()
    ? async (variant, what) => {
        if (await actions.changeVariant(task, stats, variant, what)) {
          await reload();
        }
      }
    : null;
  const onRollback = session.mayChange()
    ? async (revision) => {
        try {
          if (await actions.rollBack(task, revision)) {
            await reload();
          }
        } catch (problem) {
          notice(problem.message);
        }
      }
    : null;
  const audit = trail(name, onRollback);
  parts.trail.append(audit.node);

  async function reload() {
    task = await api.task(name);
    stats = await api.stats(name);
    await audit.load(task.revision);
    showAll();
    await past.refresh();
  }

  function showHead() {
    show(parts.head, head(task, stats, { perform, share }));
  }
  function showAll() {
    showHead();
    showVerdict(parts.verdict, stats, task, conclude);
    show(parts.range, rangeControls(settings, changeSettings, past.fault));
    showTables();
    drawBeliefs();
  }

  function showTables() {
    const columns = variantColumns(stats, task, onAction);
    const shown = shownColumns(columns);
    show(parts.variantsHead, variantsHead(columns, stats, task, session.mayChange() ? add : null));
    show(
      parts.variants,
      table(shown, stats.variants, {
        caption: 'Variants',
        sort: sortNamed(shown, settings.sort),
        onSort: (column) => {
          settings.sort = nextSort(shown[column], settings.sort);
          router.note(settings);
          showTables();
        },
        rowClass: isLeader(stats),
        rowKey: (row) => row.name,
      }),
    );
    showSignals(parts, stats, task);
  }

  function drawBeliefs() {
    const pixels = `${height(stats)}px`;
    [parts.charts.beliefs, parts.charts.best].forEach((one) => {
      one.node.querySelector('.chart').style.height = pixels;
    });
    const kind = task.outcome.kind;
    parts.charts.beliefs.draw({ ...beliefs({ stats, densities, kind }), redraw: drawBeliefs });
    parts.charts.best.draw(best({ stats }));
  }

  function drawPast() {
    parts.charts.allocation.draw({ ...allocation({ steps, stepMillis, stats, task }), redraw: drawPast });
    parts.charts.regret.draw(regret({ steps, stepMillis, stats, task, isWhole: settings.range === '' }));
    parts.charts.outcomes.draw(outcomes({ steps, stats }));
    parts.charts.delay.draw(delay({ steps, stepMillis, stats }));
  }

  const past = {
    fault: null,
    timer: undefined,
    isAsking: false,
    lastMillis: 0,
    tookMillis: 0,
    /** Asks again for what follows behind, soon. */
    wake() {
      if (!past.isAsking && past.timer === undefined && !isClosed) {
        const pause = Math.max(FOLLOW_MILLIS_MIN, past.tookMillis * FOLLOW_TIMES);
        past.timer = setTimeout(past.refresh, Math.max(0, past.lastMillis + pause - Date.now()));
      }
    },
    async refresh() {
      await past.ask(api.stats(name));
      if (!isClosed && stats !== null) {
        drawBeliefs();
        past.show();
      }
    },
    /** Asks for the history, and takes the shapes from stats that were asked for. */
    async ask(shapes) {
      clearTimeout(past.timer);
      past.timer = undefined;
      past.isAsking = true;
      const begun = performance.now();
      try {
        const [shaped, told] = await Promise.all([shapes, api.history(name, asked(settings))]);
        densities = densitiesOf(shaped);
        steps = told.steps;
        stepMillis = millisOf(told.step);
        past.fault = null;
      } catch (problem) {
        past.fault = problem.message;
      }
      past.isAsking = false;
      past.lastMillis = Date.now();
      past.tookMillis = performance.now() - begun;
    },
    show() {
      show(parts.range, rangeControls(settings, changeSettings, past.fault));
      drawPast();
    },
  };

  function changeSettings(changed) {
    Object.assign(settings, changed);
    router.note(settings);
    past.refresh();
  }
  async function perform(action) {
    if (await action(task, stats)) {
      await reload();
    }
  }
  const conclude = session.mayChange() ? (winner) => perform(() => actions.concludeTask(task, stats, winner)) : null;
  const add = () => perform(actions.addVariant);
  async function share() {
    notice((await copy(location.href)) ? 'The link is copied; it restores this view.' : `The link: ${location.href}`);
  }

  async function onStats(next) {
    const isChanged = task === null || next.revision !== task.revision;
    const isSame = !isChanged && figuresOf(next) === figuresOf(stats);
    stats = next;
    if (isSame) {
      showHead();
      return;
    }
    if (isChanged) {
      try {
        [task] = await Promise.all([api.task(name), audit.load(next.revision)]);
      } catch {
        // The server is away, which the header says; the next stats find that the task must still be read.
        return;
      }
    }
    if (!isClosed) {
      showAll();
      past.wake();
    }
  }

  async function start() {
    prepare();
    const shapes = api.stats(name);
    const behind = past.ask(shapes);
    try {
      [task, stats] = await Promise.all([api.task(name), shapes]);
    } catch (problem) {
      show(root, refusal(problem));
      return;
    }
    if (isClosed) {
      return;
    }
    parts.all.hidden = false;
    parts.loading.remove();
    densities = densitiesOf(stats);
    showAll();
    stop = follow([name], onStats, frame.setState);
    behind.then(() => isClosed || past.show());
    audit.load(task.revision).catch((problem) => notice(problem.message));
  }
  start();

  return () => {
    isClosed = true;
    stop();
    clearTimeout(past.timer);
    Object.values(parts.charts).forEach((one) => one.close());
  };
}

const densitiesOf = (stats) => new Map(stats.variants.filter((one) => one.density).map((one) => [one.name, one.density]));

/** All that stats say but for the time, and for the shapes, which a stream does not have. */
const figuresOf = (stats) => JSON.stringify(stats, (key, value) => (key === 'as_of' || key === 'density' ? undefined : value));

function frameOf(root, name) {
  const part = (tag = 'div', attributes = {}) => element(tag, attributes);
  const charts = {
    allocation: chart({ title: 'Where the traffic goes', explanation: allocationExplained, name: `${name}-allocation` }),
    beliefs: chart({ title: 'How good each probably is', explanation: beliefsExplained, name: `${name}-beliefs` }),
    best: chart({ title: 'Probability of being the best', explanation: bestExplained, name: `${name}-best` }),
    regret: chart({ title: 'What exploring has cost', explanation: regretExplained, name: `${name}-regret`, size: 'short' }),
    outcomes: chart({ title: 'Outcomes, known and awaited', explanation: outcomesExplained, name: `${name}-outcomes`, size: 'short' }),
    delay: chart({ title: 'How late outcomes come', explanation: delayExplained, name: `${name}-delay`, size: 'short' }),
  };
  const parts = {
    charts,
    head: part(),
    loading: part('p', { class: 'quiet' }),
    verdict: part('section', { 'aria-label': 'Verdict' }),
    range: part('div', { class: 'row' }),
    variantsHead: part('header'),
    variants: part(),
    proxies: part('section', { class: 'panel', hidden: true }),
    guardrails: part('section', { class: 'panel', hidden: true }),
    sources: part('section', { class: 'panel', hidden: true }),
    trail: part(),
    all: part('div', { class: 'stack', hidden: true }),
  };
  parts.loading.textContent = 'Loading …';
  parts.all.append(
    parts.head,
    parts.verdict,
    parts.range,
    charts.allocation.node,
    element('div', { class: 'pair' }, charts.beliefs.node, charts.best.node),
    charts.regret.node,
    element('div', { class: 'pair' }, charts.outcomes.node, charts.delay.node),
    element('section', { class: 'panel' }, parts.variantsHead, parts.variants),
    element('div', { class: 'pair' }, parts.proxies, parts.guardrails, parts.sources),
    parts.trail,
  );
  root.append(parts.loading, parts.all);
  return parts;
}

function showVerdict(node, stats, task, conclude) {
  const told = verdict(stats, task);
  const { tone, headline, reasons, winner } = told;
  node.className = `panel verdict ${tone}`;
  show(
    node,
    element(
      'div',
      { class: 'row spread' },
      element('p', { class: 'headline grow' }, headline),
      winner !== null && conclude !== null ? button(`Conclude with ${winner}`, () => conclude(winner), { class: 'primary' }) : null,
    ),
    alarms(stats).map((text) => element('p', { class: 'alarm', 'data-key': text }, text)),
    answers(stats, task, told),
    element(
      'div',
      { class: 'because', 'data-key': 'because' },
      element('div', { class: 'reasons' }, reasons.filter((reason) => reason).map((reason) => element('p', {}, reason))),
      figures(stats, task),
    ),
  );
}

function variantsHead(columns, stats, task, add) {
  return [
    element('h2', {}, explained('Variants', 'What is tried: each with how much of the traffic it gets and what is known of it.')),
    add === null || stats.status === 'archived' ? null : button('Add a variant', add),
    button('CSV', () => saveTable(`${task.task}-variants`, columns, stats.variants), {
      class: 'plain',
      'aria-label': 'Save the variants as CSV',
    }),
  ];
}

function showSignals(parts, stats, task) {
  const kinds = new Map(task.guardrails.map((guardrail) => [guardrail.metric, guardrail.kind]));
  const panel = (node, title, text, columns, rows, key, name) => {
    node.hidden = rows.length === 0;
    show(
      node,
      element(
        'header',
        {},
        element('h2', {}, explained(title, text)),
        button('CSV', () => saveTable(`${task.task}-${name}`, columns, rows), { class: 'plain', 'aria-label': `Save ${title.toLowerCase()} as CSV` }),
      ),
      table(columns, rows, { caption: title, rowKey: key }),
    );
  };
  panel(parts.proxies, 'Early signals', 'Proxies: cheap measures that come within seconds and foretell the outcome, as far as they can be trusted.', proxyColumns(), stats.proxies, (row) => row.metric, 'proxies');
  panel(parts.sources, 'Sources', 'Who reports what: each key with a name of its own counts as a source.', sourceColumns(), stats.sources, (row) => `${row.source} ${row.metric}`, 'sources');
  panel(parts.guardrails, 'Guardrails', 'Limits that no variant may go beyond: one that does is taken out at once.', guardrailColumns((metric) => kinds.get(metric)), stats.guardrails, (row) => `${row.metric} ${row.variant}`, 'guardrails');
}
