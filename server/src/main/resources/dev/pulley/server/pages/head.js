// The head of a task's page: what it is, and what may be done to it.

import * as actions from './actions.js';
import * as router from './router.js';
import * as session from './session.js';
import { button, element } from './dom.js';
import { explained } from './explain.js';
import { ago, moment } from './format.js';
import { leaderOf } from './verdict.js';

/** What the policies do, in words, and how. */
const POLICIES = {
  'thompson-sharp': ['calls go where they earn most', 'Each call gets a variant with about the probability that it is the best, more boldly while little is known: it earns most.'],
  thompson: ['calls go to each as it may be the best', 'Each call gets a variant with exactly the probability that it is the best.'],
  'top-two': ['calls go to the two strongest', 'Calls go to the best and to its strongest rivals, so that it is proven soonest which is better; that costs more.'],
  fixed: ['calls are shared out as given', 'Calls are shared out as the definition says, whatever is learned, as in an A/B test.'],
};

function policyOf(stats) {
  const [inShort, text] = POLICIES[stats.policy];
  return explained(`How it chooses: ${inShort}`, `${text} (The policy ${stats.policy}.)`);
}

const TONES = { active: 'good', paused: 'wait', concluded: 'good', archived: 'none' };

/** The head. `perform` does what a button says, and `share` copies the link. */
export function head(task, stats, { perform, share }) {
  const may = session.mayChange();
  const doing = (text, action) => button(text, () => perform(action));
  return [
    element(
      'div',
      { class: 'row spread' },
      element(
        'div',
        { class: 'grow' },
        element('div', { class: 'row' }, element('h1', {}, task.task), element('span', { class: `chip ${TONES[stats.status]}` }, stats.status)),
        element('p', { class: 'quiet' }, task.description),
      ),
      element(
        'div',
        { class: 'row' },
        may && stats.status === 'active' ? doing('Pause', actions.pauseTask) : null,
        may && (stats.status === 'paused' || stats.status === 'concluded') ? doing('Resume', actions.resumeTask) : null,
        may && stats.status === 'active' ? doing('Conclude', (one, now) => actions.concludeTask(one, now, leaderOf(now)?.name ?? one.control)) : null,
        may && stats.status === 'archived' ? doing('Restore', actions.restoreTask) : null,
        may && stats.status !== 'archived' ? element('a', { class: 'as-button', href: router.format({ view: 'edit', task: task.task }) }, 'Edit') : null,
        element('a', { class: 'as-button', href: router.format({ view: 'try', task: task.task }) }, 'Try it'),
        button('Copy link', share),
        may && stats.status !== 'archived' ? doing('Archive', actions.archiveTask) : null,
      ),
    ),
    element(
      'p',
      { class: 'quiet small' },
      policyOf(stats),
      ' · ',
      explained(`Defined ${moment(task.updated_at)}`, `When what it is made of, or who takes part, was last changed; each change is a revision, and this is revision ${stats.revision}. It was made ${moment(task.created_at)}. All changes stand at the end of this page.`),
      ` · figures of ${moment(stats.as_of)}`,
    ),
    stats.degraded === null
      ? null
      : element(
          'p',
          { class: 'alarm', role: 'alert' },
          `What is shown may be old: ${stats.degraded.why}, since ${ago(stats.degraded.since)}. Calls are answered, reports are kept and will be counted.`,
        ),
  ];
}
