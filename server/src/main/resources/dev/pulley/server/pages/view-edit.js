// Makes and edits a task. The form is the definition: each field writes into it, and beside it stands the JSON that is sent.

import * as api from './api.js';
import * as router from './router.js';
import * as session from './session.js';
import { difference } from './actions.js';
import { NAME, NAME_RULE, definitionOf, differences, empty, faultsOf } from './definition.js';
import { confirm, notice, refusal } from './dialog.js';
import { button, element, newId, show } from './dom.js';

/** Choices, as [what the API calls it, what it means]. */
const KINDS = [['binary', 'Yes or no'], ['range', 'In bounds'], ['number', 'Any number']];
const GOALS = [['maximize', 'More'], ['minimize', 'Less']];
const SILENCE = [['missing', 'Nothing'], ['failure', 'A failure']];
const PROXY_SILENCE = [['missing', 'Nothing'], ['zero', 'Zero']];
const SIDES = [['at_most', 'At most'], ['at_least', 'At least']];
const VERSIONS = [['fresh', 'Starts anew'], ['inherit', 'Keeps what is known']];
const POLICIES = [
  ['thompson-sharp', 'Earn most: thompson-sharp'],
  ['thompson', 'Explore more: thompson'],
  ['top-two', 'Prove soonest: top-two'],
  ['fixed', 'Given shares, as in an A/B test: fixed'],
];

export const newView = (root) => editor(root, null);

export function editView(root, place) {
  let close = () => {};
  api.task(place.task).then(
    (task) => {
      close = editor(root, task);
    },
    (problem) => show(root, refusal(problem)),
  );
  return () => close();
}

/** The form for a task, or for a new one where that is null. */
function editor(root, task) {
  const before = task === null ? null : definitionOf(task);
  const draft = before === null ? empty() : structuredClone(before);
  const state = { name: task?.task ?? '', refusals: [], isTouched: false };
  const fields = element('div', { class: 'stack' });
  const json = element('pre', { class: 'snippet', tabindex: '0', role: 'region', 'aria-label': 'Definition as JSON' });
  const problems = element('div', { role: 'status' });
  const payloads = new WeakMap();
  const errors = new Map();

  /** The draft as it is sent. Only the policy "fixed" has shares. */
  const sent = () => ({
    ...draft,
    variants: draft.variants.map(({ share, ...variant }) => (draft.policy.name === 'fixed' && Number.isFinite(share) ? { ...variant, share } : variant)),
  });
  const faults = () => [
    ...(NAME.test(state.name) ? [] : [{ field: '/task', detail: NAME_RULE }]),
    ...faultsOf(draft),
    ...state.refusals,
  ];

  function changed() {
    state.refusals = [];
    check();
  }
  function check() {
    json.textContent = JSON.stringify(sent(), null, 2);
    const all = faults();
    errors.forEach(({ node, input }, field) => {
      const mine = state.isTouched ? all.filter((fault) => fault.field === field) : [];
      node.textContent = mine.map((fault) => fault.detail).join('; ');
      input.setAttribute('aria-invalid', mine.length > 0 ? 'true' : 'false');
    });
    const elsewhere = all.filter((fault) => !errors.has(fault.field));
    show(
      problems,
      state.isTouched && all.length > 0
        ? element('p', { class: 'fault' }, `${all.length === 1 ? 'One thing is' : `${all.length} things are`} wrong. `, elsewhere.map((fault) => `${fault.field} ${fault.detail}`).join('; '))
        : null,
    );
  }

  /** A labelled input that writes one value of the draft. */
  function field(label, pointer, value, write, more = {}) {
    const id = newId();
    const { options, width, ...attributes } = more;
    const onInput = (event) => {
      write(event.target);
      changed();
    };
    const input =
      options === undefined
        ? element(more.rows === undefined ? 'input' : 'textarea', { id, value, ...attributes, 'aria-describedby': `${id}-fault`, on: { input: onInput } })
        : element(
            'select',
            { id, 'aria-describedby': `${id}-fault`, on: { change: onInput } },
            optionsOf(options, value),
          );
    const fault = element('span', { class: 'fault', id: `${id}-fault` });
    errors.set(pointer, { node: fault, input });
    return element('div', { class: `field ${width ?? ''}` }, element('label', { for: id }, label), input, fault);
  }
  const text = (label, pointer, holder, key, more) => field(label, pointer, holder[key] ?? '', (input) => (holder[key] = input.value), { type: 'text', spellcheck: 'false', ...more });
  const number = (label, pointer, holder, key, more) =>
    field(label, pointer, holder[key] === undefined ? '' : String(holder[key]), (input) => (holder[key] = input.value === '' ? NaN : Number(input.value)), { type: 'number', step: 'any', ...more });
  /** A choice after which the form may look different. */
  const choice = (label, pointer, holder, key, options, onChoice = () => {}, more = {}) =>
    field(label, pointer, holder[key], (input) => {
      holder[key] = input.value;
      onChoice();
      render();
    }, { options, ...more });

  function kindFields(metric, pointer) {
    return [
      choice('Kind', `${pointer}/kind`, metric, 'kind', KINDS, () => {
        if (metric.kind === 'range') {
          metric.min ??= 0;
          metric.max ??= 1;
        } else {
          delete metric.min;
          delete metric.max;
        }
      }),
      metric.kind === 'range' ? [number('From', `${pointer}/min`, metric, 'min'), number('To', `${pointer}/max`, metric, 'max')] : null,
    ];
  }

  function payload(variant, pointer) {
    if (!payloads.has(variant)) {
      payloads.set(variant, JSON.stringify(variant.payload, null, 2));
    }
    return field(
      'Payload (any JSON)',
      `${pointer}/payload`,
      payloads.get(variant),
      (area) => {
        payloads.set(variant, area.value);
        try {
          variant.payload = JSON.parse(area.value);
        } catch {
          variant.payload = undefined;
        }
      },
      { rows: 4, class: 'code', spellcheck: 'false', width: 'wide' },
    );
  }

  const variantNames = () => draft.variants.map(({ name }) => [name, name]);

  /** A control that gets another name stays the control. */
  function rename(variant, name) {
    draft.control = draft.control === variant.name ? name : draft.control;
    variant.name = name;
    const { input } = errors.get('/control');
    show(input, optionsOf(variantNames(), draft.control));
    input.value = draft.control;
  }

  /** The field that begins so gets the focus. */
  const focusOn = (pointer) => [...errors].find(([field]) => field.startsWith(pointer))?.[1].input.focus();

  function entries(title, pointer, list, explanation, make, entry) {
    const add = button('Add one', () => {
      list.push(make());
      render();
      focusOn(`${pointer}/${list.length - 1}/`);
    }, { 'aria-label': `Add one to ${title.toLowerCase()}` });
    return element(
      'fieldset',
      { class: 'panel stack' },
      element('legend', {}, title),
      element('p', { class: 'quiet small' }, explanation),
      list.map((item, index) =>
        element(
          'div',
          { class: 'entry' },
          element('div', { class: 'fields' }, entry(item, index)),
          element('div', { class: 'row' }, button('Take out', () => {
            list.splice(index, 1);
            render();
            focusOn(list.length > 0 ? `${pointer}/${Math.max(0, index - 1)}/` : '/');
          }, { class: 'plain', 'aria-label': `Take out ${item.name || item.metric || `entry ${index + 1}`}` })),
        ),
      ),
      element('div', { class: 'row' }, add),
    );
  }

  /** Makes the form anew, as it must look now; what has the focus keeps it. */
  function render() {
    const held = [...errors].find(([, { input }]) => input === document.activeElement)?.[0];
    errors.clear();
    const { outcome, policy, verdict } = draft;
    if (!draft.variants.some((variant) => variant.name === draft.control)) {
      draft.control = draft.variants[0]?.name ?? '';
    }
    fields.replaceChildren(
      element(
        'fieldset',
        { class: 'panel stack' },
        element('legend', {}, 'What is decided'),
        element(
          'div',
          { class: 'fields' },
          task === null ? field('Name', '/task', state.name, (input) => (state.name = input.value), { type: 'text', spellcheck: 'false' }) : null,
          text('Description', '/description', draft, 'description', { width: 'wide' }),
        ),
      ),
      element(
        'fieldset',
        { class: 'panel stack' },
        element('legend', {}, 'Outcome'),
        element('p', { class: 'quiet small' }, 'The one thing that counts. It counts if it comes within its window after the call (30s, 15m, 7d); the report of it may come later still, by the grace.'),
        element(
          'div',
          { class: 'fields' },
          text('Metric', '/outcome/metric', outcome, 'metric'),
          kindFields(outcome, '/outcome'),
          choice('Better is', '/outcome/goal', outcome, 'goal', GOALS),
          text('Window', '/outcome/window', outcome, 'window'),
          text('Grace', '/outcome/grace', outcome, 'grace'),
          choice('No report means', '/outcome/absent', outcome, 'absent', SILENCE),
        ),
      ),
      entries('Variants', '/variants', draft.variants, 'What there is to choose from. A changed payload is a new version, which has to prove itself.', newVariant, (variant, index) => [
        field('Name', `/variants/${index}/name`, variant.name, (input) => rename(variant, input.value), { type: 'text', spellcheck: 'false' }),
        number('At most (0 to 1)', `/variants/${index}/max_share`, variant, 'max_share'),
        policy.name === 'fixed' ? number('Share (0 to 1)', `/variants/${index}/share`, variant, 'share') : null,
        payload(variant, `/variants/${index}`),
      ]),
      entries('Early signals', '/proxies', draft.proxies, 'Proxies: cheap measures that come soon and foretell the outcome. A weight is by how much the outcome rises with one more of the signal.', newProxy, (proxy, index) => [
        text('Metric', `/proxies/${index}/metric`, proxy, 'metric'),
        kindFields(proxy, `/proxies/${index}`),
        number('Weight', `/proxies/${index}/weight`, proxy, 'weight'),
        text('Window', `/proxies/${index}/window`, proxy, 'window'),
        choice('No report means', `/proxies/${index}/absent`, proxy, 'absent', PROXY_SILENCE),
      ]),
      entries('Guardrails', '/guardrails', draft.guardrails, 'Limits that no variant may go beyond, whatever the outcome says: one that does is taken out.', newGuardrail, guardrailFields),
      element(
        'fieldset',
        { class: 'panel stack' },
        element('legend', {}, 'How it is decided'),
        element(
          'div',
          { class: 'fields' },
          choice('Policy', '/policy/name', policy, 'name', POLICIES, undefined, { width: 'double' }),
          field('Control', '/control', draft.control, (input) => (draft.control = input.value), { options: variantNames() }),
          number('Least share of each', '/policy/min_share', policy, 'min_share'),
          number('Shared out evenly', '/policy/holdout', policy, 'holdout'),
          field('Half-life (empty: none)', '/policy/half_life', policy.half_life ?? '', (input) => (policy.half_life = input.value === '' ? null : input.value), { type: 'text' }),
          choice('A changed payload', '/new_version', draft, 'new_version', VERSIONS),
          number('Effect that matters', '/verdict/min_effect', verdict, 'min_effect'),
          number('Verdict wrong at most', '/verdict/error', verdict, 'error'),
        ),
      ),
    );
    errors.get(held)?.input.focus();
    changed();
  }

  function guardrailFields(guardrail, index) {
    const pointer = `/guardrails/${index}`;
    const side = guardrail.at_least === undefined ? 'at_most' : 'at_least';
    return [
      text('Metric', `${pointer}/metric`, guardrail, 'metric'),
      kindFields(guardrail, pointer),
      field('Must be', `${pointer}/side`, side, (input) => {
        guardrail[input.value] = guardrail[side];
        delete guardrail[side];
        render();
      }, { options: SIDES }),
      number('Limit', `${pointer}/${side}`, guardrail, side),
      number('Certainty to take out', `${pointer}/trip_probability`, guardrail, 'trip_probability'),
    ];
  }

  async function save() {
    state.isTouched = true;
    check();
    if (faults().length > 0) {
      fields.querySelector('[aria-invalid="true"]')?.focus();
      return;
    }
    const put = () => api.putTask(state.name, sent(), task?.revision ?? null);
    try {
      const changes = before === null ? [] : differences(before, sent());
      if (before !== null && changes.length === 0) {
        notice('Nothing was changed.');
        return;
      }
      if (before === null) {
        await put();
      } else if (!(await confirm({ title: `Change ${state.name}?`, body: [element('p', {}, 'Calls are decided by the new definition at once. This changes:'), difference(changes)], agree: 'Change it', perform: put }))) {
        return;
      }
      notice(before === null ? `${state.name} is made.` : `${state.name} is changed.`);
      router.go({ view: 'task', task: state.name });
    } catch (problem) {
      state.refusals = problem.errors ?? [];
      check();
      notice(problem.message);
    }
  }

  if (!session.mayChange()) {
    show(root, element('p', { class: 'alarm' }, 'Your key may look, and not change: that takes the role admin.'));
    return () => {};
  }
  root.append(
    element('div', { class: 'row spread' }, element('h1', {}, task === null ? 'New task' : `Edit ${task.task}`), element('a', { href: task === null ? '#/' : router.format({ view: 'task', task: task.task }) }, 'Back')),
    element(
      'div',
      { class: 'form' },
      fields,
      element(
        'div',
        { class: 'panel stack json' },
        element('div', { class: 'row' }, button(task === null ? 'Make the task' : 'Review and change', save, { class: 'primary' })),
        problems,
        element('h2', {}, 'As the API has it'),
        json,
      ),
    ),
  );
  render();
  return () => {};
}

const optionsOf = (options, value) => options.map(([option, text]) => element('option', { value: option, selected: option === value }, text));

const newVariant = () => ({ name: '', max_share: 1, payload: {} });
const newProxy = () => ({ metric: '', kind: 'binary', weight: 0, window: '1h', absent: 'missing' });
const newGuardrail = () => ({ metric: '', kind: 'binary', at_most: 0.01, trip_probability: 0.95 });
