// The figures beneath the verdict.

import { element } from './dom.js';
import { explained } from './explain.js';
import { count, difference, duration, meanOf, percent, range, totalOf, UNKNOWN } from './format.js';
import { isMismatch } from './verdict.js';

export function figures(stats, task) {
  const { regret, delay } = stats;
  const metric = task.outcome.metric;
  const isKnown = stats.outcomes > 0;
  const total = totalOf(task.outcome.kind);
  const unit = task.outcome.kind === 'binary' ? `"${metric}" calls` : metric;
  const has = (value) => value !== null && value !== undefined;
  return element(
    'dl',
    { class: 'figures', 'data-key': 'figures' },
    figure('Calls', 'How many times an app has asked which variant to use.', count(stats.decisions), null),
    figure(
      'Outcomes',
      `For how many of the calls it is known by now what became of them ("${metric}").`,
      count(stats.outcomes),
      `${count(stats.pending)} still wait`,
    ),
    figure(
      'Cost of exploring',
      `What all calls so far lost in "${metric}" by not going to the best variant from the start, as believed now; 90% certain to lie in the range below.`,
      isKnown ? total(regret.total) : UNKNOWN,
      isKnown ? `${range(regret.total_low, regret.total_high, total)} ${unit}` : null,
    ),
    figure(
      'Saved',
      'By how much the calls did better than they would have with the traffic split evenly, as in a classic A/B test; 90% certain to lie in the range below.',
      isKnown ? total(regret.saved.mean) : UNKNOWN,
      isKnown ? `${range(regret.saved.low, regret.saved.high, total)} ${unit}` : null,
    ),
    figure(
      'Next call loses',
      `What the next call is expected to lose in "${metric}" because not all traffic goes to the variant that is best.`,
      isKnown ? meanOf(task.outcome.kind)(regret.per_decision) : UNKNOWN,
      isKnown ? `of "${metric}", on average` : null,
    ),
    figure(
      'Still to gain',
      'With 95% certainty, no variant is better than the leading one by more than this on each call: when it is too little to matter, you may stop.',
      isKnown ? (regret.value_remaining === 0 ? 'nothing' : difference(task.outcome.kind, regret.value_remaining).replace('+', '')) : UNKNOWN,
      isKnown && regret.value_remaining > 0 ? `of "${metric}" a call, at most` : null,
    ),
    has(delay.median_seconds)
      ? figure(
          'Outcome after',
          'How long it takes until half of all outcomes are in; below, until nine in ten are.',
          duration(delay.median_seconds),
          `9 in 10 within ${duration(delay.p90_seconds)}`,
        )
      : null,
    has(stats.sample_ratio.p_value)
      ? figure(
          'Fair sampling',
          `Whether each variant gets as many calls as it was given: a test for what loses or doubles calls on the way. Chance alone would look so in ${percent(stats.sample_ratio.p_value)} of all tasks; under 0.1% something is broken.`,
          isMismatch(stats) ? 'broken' : 'in order',
          isMismatch(stats) ? 'calls get lost or doubled' : 'calls arrive as shared out',
        )
      : null,
    stats.late > 0
      ? figure('Too late', 'Reports that came after their window and grace had passed; they are counted here and nowhere else.', count(stats.late), null)
      : null,
    stats.waiting > 0
      ? figure('Without a call', 'Reports by a reference of which no call is known yet; they count as soon as it is.', count(stats.waiting), null)
      : null,
  );
}

function figure(label, text, value, below) {
  return element(
    'div',
    { 'data-key': label },
    element('dt', {}, explained(label, text)),
    element('dd', {}, value, below === null ? null : element('small', {}, below)),
  );
}
