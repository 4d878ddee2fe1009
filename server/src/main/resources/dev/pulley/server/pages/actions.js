// What may be done to a task and its variants. Whatever moves traffic is asked first, with what will change.

import * as api from './api.js';
import { definitionOf, differences } from './definition.js';
import { confirm, notice } from './dialog.js';
import { element } from './dom.js';
import { percent } from './format.js';

/** Done, or not: each answers whether something was. */
export const pauseTask = (task) =>
  ask({
    title: `Pause ${task.task}?`,
    says: [`Every call will get ${task.control}, the control, until the task is resumed.`, 'Apps go on working. Nothing is learned meanwhile, and nothing that was learned is lost.'],
    agree: 'Pause',
    perform: () => api.act(task.task, 'pause'),
    done: `${task.task} is paused.`,
  });

export const resumeTask = (task) =>
  ask({
    title: `Resume ${task.task}?`,
    says: ['Calls will be shared out among the variants again, as the policy has it, from what is known already.'],
    agree: 'Resume',
    perform: () => api.act(task.task, 'resume'),
    done: `${task.task} is running.`,
  });

export const archiveTask = (task) =>
  ask({
    title: `Archive ${task.task}?`,
    says: ['Apps that ask for this task will be refused (410) until it is restored, and must have a fallback.', 'To end the experiment and go on answering, conclude it instead.'],
    agree: 'Archive',
    isDangerous: true,
    perform: () => api.archive(task.task),
    done: `${task.task} is archived.`,
  });

export const restoreTask = (task) =>
  ask({
    title: `Restore ${task.task}?`,
    says: ['It will answer again, as it did before it was archived.'],
    agree: 'Restore',
    perform: () => api.act(task.task, 'restore'),
    done: `${task.task} is back.`,
  });

/** With a choice of the winner. */
export function concludeTask(task, stats, suggested) {
  const running = stats.variants.filter((variant) => variant.status !== 'removed');
  const choice = element(
    'select',
    { 'aria-label': 'Winner' },
    running.map((variant) => element('option', { value: variant.name, selected: variant.name === suggested }, variant.name)),
  );
  return ask({
    title: `Conclude ${task.task}?`,
    says: ['The experiment ends: every call will get the winner. It can be resumed later.', sharesNow(stats)],
    more: element('label', { class: 'field' }, element('span', {}, 'Winner'), choice),
    agree: 'Conclude',
    perform: () => api.conclude(task.task, choice.value),
    done: () => `${task.task} is concluded with ${choice.value}.`,
  });
}

const sharesNow = (stats) =>
  `Now: ${stats.variants
    .filter((variant) => variant.share > 0)
    .map((variant) => `${variant.name} ${percent(variant.share)}`)
    .join(', ')}.`;

/** Pauses, resumes, caps or removes a variant. */
export function changeVariant(task, stats, variant, what) {
  switch (what) {
    case 'pause':
      return ask({
        title: `Pause ${variant.name}?`,
        says: [`It gets ${percent(variant.share)} of new calls now, and will get none until it is resumed; the others get its share.`],
        agree: 'Pause',
        perform: () => api.actOnVariant(task.task, variant.name, 'pause'),
        done: `${variant.name} is paused.`,
      });
    case 'resume':
      return ask({
        title: `Resume ${variant.name}?`,
        says: [
          'It will get its share of new calls again.',
          variant.status === 'tripped' ? 'A guardrail took it out. All that the guardrail knew until now is forgiven; only new reports can trip it again.' : null,
        ],
        agree: 'Resume',
        perform: () => api.actOnVariant(task.task, variant.name, 'resume'),
        done: `${variant.name} takes part again.`,
      });
    case 'remove':
      return ask({
        title: `Remove ${variant.name}?`,
        says: [`It gets ${percent(variant.share)} of new calls now, and will get none. Reports for its earlier calls still count, and it can come back with all that was learned of it.`],
        agree: 'Remove',
        isDangerous: true,
        perform: () => api.removeVariant(task.task, variant.name),
        done: `${variant.name} is removed.`,
      });
    default:
      return capVariant(task, stats, variant);
  }
}

function capVariant(task, stats, variant) {
  const defined = task.variants.find((one) => one.name === variant.name);
  const cap = element('input', { type: 'number', min: 0.01, max: 1, step: 0.01, value: String(defined.max_share) });
  return ask({
    title: `Cap the share of ${variant.name}`,
    says: [`It gets ${percent(variant.share)} of new calls now, and may get at most ${percent(defined.max_share)}.`],
    more: element('label', { class: 'field' }, element('span', {}, 'At most (0 to 1)'), cap),
    agree: 'Set the cap',
    perform: () =>
      api.putVariant(task.task, variant.name, {
        payload: defined.payload,
        max_share: Number(cap.value),
        ...(defined.share === undefined ? {} : { share: defined.share }),
      }),
    done: () => `${variant.name} gets at most ${percent(Number(cap.value))}.`,
  });
}

/** Adds a variant with a payload. */
export function addVariant(task) {
  const name = element('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' });
  const payload = element('textarea', { class: 'code', rows: 6, spellcheck: 'false' }, '{}');
  const cap = element('input', { type: 'number', min: 0.01, max: 1, step: 0.01, value: '0.1' });
  return ask({
    title: `Add a variant to ${task.task}`,
    says: ['It will get a share of new calls at once, but never more than its cap.'],
    more: [
      element('label', { class: 'field' }, element('span', {}, 'Name'), name),
      element('label', { class: 'field' }, element('span', {}, 'Payload (JSON)'), payload),
      element('label', { class: 'field' }, element('span', {}, 'At most (0 to 1)'), cap),
    ],
    agree: 'Add',
    perform: () => {
      if (name.value === '') {
        throw new Error('a variant needs a name');
      }
      return api.putVariant(task.task, name.value, { payload: parsed(payload.value), max_share: Number(cap.value) });
    },
    done: () => `${name.value} takes part.`,
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (fault) {
    throw new Error(`the payload is not JSON: ${fault.message}`);
  }
}

/** Goes back to an earlier definition, after showing what would change. */
export async function rollBack(task, revision) {
  const before = await api.definition(task.task, revision);
  const changes = differences(definitionOf(task), definitionOf({ ...before, task: task.task }));
  if (changes.length === 0) {
    notice(`Revision ${revision} had the definition that stands now.`);
    return false;
  }
  return ask({
    title: `Go back to revision ${revision}?`,
    says: ['The definition of that revision becomes a new one. Who is paused or tripped stays so. This will change:'],
    more: difference(changes),
    agree: 'Go back',
    perform: () => api.rollback(task.task, revision, task.revision),
    done: `${task.task} has the definition of revision ${revision} again.`,
  });
}

/** What changes, line by line. */
export function difference(changes) {
  const line = (sign, name, value) => (value === undefined ? null : element('pre', { class: name }, `${sign} ${JSON.stringify(value)}`));
  return element(
    'div',
    { class: 'difference', tabindex: '0', role: 'region', 'aria-label': 'What changes' },
    changes.map(({ path, before, after }) =>
      element('div', {}, element('code', {}, path), line('−', 'gone', before), line('+', 'come', after)),
    ),
  );
}

async function ask({ title, says, more, agree, isDangerous, perform, done }) {
  const body = [says.filter((text) => text !== null).map((text) => element('p', {}, text)), more];
  const isDone = await confirm({ title, body, agree, isDangerous, perform });
  if (isDone) {
    notice(typeof done === 'function' ? done() : done);
  }
  return isDone;
}
