// A real decision for a task, a real report of what became of it, and code that does the same.

import * as api from './api.js';
import * as router from './router.js';
import * as session from './session.js';
import { refusal } from './dialog.js';
import { button, element, select, show } from './dom.js';
import { copy } from './export.js';
import { percent, plural } from './format.js';
import { snippets } from './snippets.js';

export function tryView(root, place) {
  const state = { task: null, unit: '', context: '', answer: null, fault: '', metric: '', value: '1', report: '', tab: 0, copied: false };
  const parts = { head: element('div', {}), ask: element('section', { class: 'panel stack' }), code: element('section', { class: 'panel' }) };

  const unit = input('Unit', 'Whom or what the decision is for; the same unit keeps its variant.', 'user-42', (text) => change({ unit: text }));
  const context = input('Context (JSON)', 'What is known of the call: an object of texts, numbers and booleans.', '{"lang":"en"}', (text) => change({ context: text }));
  const form = element(
    'form',
    { class: 'stack', on: { submit } },
    element('div', { class: 'fields' }, unit, context),
    element(
      'div',
      { class: 'row' },
      session.mayDecide()
        ? button('Decide', () => {}, { type: 'submit', class: 'primary' })
        : element('p', { class: 'quiet' }, 'Your key may not decide: that takes the role decide. The code below works with a key that has it.'),
      element('span', { class: 'quiet small' }, 'This is a real decision: it counts like one of your app\'s.'),
    ),
  );
  const result = element('div', { class: 'stack', 'aria-live': 'polite' });
  parts.ask.append(form, result);

  function change(changed) {
    Object.assign(state, changed);
    showCode();
  }

  async function submit(event) {
    event.preventDefault();
    state.report = '';
    try {
      const request = { task: place.task };
      if (state.unit !== '') {
        request.unit = state.unit;
      }
      const given = contextOf(state.context);
      if (given !== null) {
        request.context = given;
      }
      Object.assign(state, { answer: await api.decide(request), fault: '' });
    } catch (problem) {
      Object.assign(state, { answer: null, fault: problem.message });
    }
    showResult();
  }
  async function report() {
    try {
      const told = await api.reward({ decision: state.answer.decision, metric: state.metric, value: Number(state.value) });
      const results = ['accepted', 'repeated', 'corrected', 'late', 'waiting', 'queued'].filter((result_) => told[result_] > 0);
      state.report = results.map((result_) => plural(told[result_], `report ${result_}`, `reports ${result_}`)).join(', ');
      state.fault = '';
    } catch (problem) {
      state.fault = problem.message;
    }
    showResult();
  }

  function showResult() {
    const { answer } = state;
    show(
      result,
      state.fault === '' ? null : element('p', { class: 'alarm', role: 'alert' }, state.fault),
      answer === null ? null : decided(answer),
      answer === null || !session.mayReport() ? null : reporting(),
    );
  }
  function reporting() {
    return element(
      'div',
      { class: 'row' },
      element('span', {}, 'What became of it:'),
      select('Metric', metricsOf(state.task).map((metric) => [metric, metric]), state.metric, (metric) => {
        change({ metric });
        showResult();
      }),
      element('input', { type: 'number', step: 'any', 'aria-label': 'Value', value: state.value, on: { input: (event) => change({ value: event.target.value }) } }),
      button('Report', report),
      element('span', { role: 'status' }, state.report),
    );
  }

  function showCode() {
    if (state.task === null) {
      return;
    }
    const all = snippets({
      server: location.origin,
      task: place.task,
      unit: state.unit,
      context: contextOrNull(state.context),
      metric: state.metric,
      value: Number(state.value) || 0,
      needsKey: session.who().key !== 'local',
    });
    const pick = (tab) => {
      state.tab = tab;
      showCode();
    };
    show(
      parts.code,
      element('header', {}, element('h2', {}, 'The same from your app'), button('Copy', () => copyCode(all[state.tab].text), { class: 'plain', 'aria-label': `Copy the ${all[state.tab].name} code` })),
      element(
        'div',
        { class: 'tabs', role: 'tablist', 'aria-label': 'Language' },
        all.map(({ name }, tab) =>
          button(name, () => pick(tab), {
            role: 'tab',
            id: `tab-${tab}`,
            'aria-selected': tab === state.tab ? 'true' : 'false',
            'aria-controls': 'snippet',
            tabindex: tab === state.tab ? '0' : '-1',
          }),
        ),
      ),
      element('pre', { class: 'snippet', id: 'snippet', role: 'tabpanel', tabindex: '0', 'aria-labelledby': `tab-${state.tab}` }, all[state.tab].text),
      element('p', { class: 'quiet small', role: 'status' }, state.copied ? 'Copied.' : ''),
      session.who().key === 'local' ? null : element('p', { class: 'quiet small' }, 'It reads the key from the environment variable PULLEY_KEY; the key needs the roles decide and report.'),
    );
  }
  async function copyCode(text) {
    state.copied = await copy(text);
    showCode();
  }
  parts.code.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined && event.target.getAttribute('role') === 'tab') {
      state.tab = (state.tab + step + 4) % 4;
      showCode();
      parts.code.querySelector('[aria-selected="true"]').focus();
    }
  });

  async function start() {
    try {
      state.task = await api.task(place.task);
      state.metric = state.task.outcome.metric;
    } catch (problem) {
      show(root, refusal(problem));
      return;
    }
    show(
      parts.head,
      element('p', { class: 'small' }, element('a', { href: router.format({ view: 'task', task: place.task }) }, `← ${place.task}`)),
      element('h1', {}, 'Try it'),
      element('p', { class: 'quiet' }, state.task.description),
    );
    root.append(parts.head, parts.ask, parts.code);
    showCode();
  }
  start();
}

const metricsOf = (task) => [task.outcome, ...task.proxies, ...task.guardrails].map(({ metric }) => metric);

function input(label, explanation, placeholder, onInput) {
  return element(
    'label',
    { class: 'field' },
    element('span', {}, label),
    element('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', placeholder, on: { input: (event) => onInput(event.target.value) } }),
    element('span', { class: 'quiet small' }, explanation),
  );
}

function contextOf(text) {
  if (text.trim() === '') {
    return null;
  }
  try {
    return JSON.parse(text);
  } catch (fault) {
    throw new Error(`the context is not JSON: ${fault.message}`);
  }
}

function contextOrNull(text) {
  try {
    return contextOf(text);
  } catch {
    return null;
  }
}

const decided = (answer) =>
  element(
    'div',
    { class: 'stack' },
    element(
      'p',
      {},
      'The answer is ',
      element('strong', {}, answer.variant),
      ` (version ${answer.version}), chosen with a probability of ${percent(answer.propensity)} by ${answer.policy}.`,
    ),
    element('pre', { class: 'snippet', tabindex: '0', role: 'region', 'aria-label': 'The answer' }, JSON.stringify(answer, null, 2)),
  );
