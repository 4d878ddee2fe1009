// The figures of a verdict: the plain answers first, and what they rest on in small.

import { element } from './dom.js';
import { explained } from './explain.js';
import { count, difference, duration, meanOf, percent, range, roughly, totalOf, UNKNOWN } from './format.js';
import { isMismatch, rivals } from './verdict.js';

/** What somebody asks who has ten seconds, answered from what a verdict says. */
export function answers(stats, task, { stop, tone }) {
  return element(
    'dl',
    { class: 'answers', 'data-key': 'answers' },
    figure('Which to keep?', 'The variant that is most probably the best of those that take part, and how its result compares with the strongest of the others.', ...keeping(stats, task, tone)),
    figure(
      'May I stop?',
      'Whether the task may be concluded with what is known now. A yes that is proven holds however often one looks.',
      stop.answer,
      stop.because,
    ),
    figure('How sure is it?', 'How probable it is that the leading variant is truly the best, given all that is known (the probability of being best).', ...certainty(stats, task)),
    figure(
      'What has trying cost?',
      `What all calls so far lost in "${task.outcome.metric}" by not going to the best variant from the start, as believed now (the regret); 90% certain to lie in the range.`,
      ...costs(stats, task),
    ),
  );
}

function keeping(stats, task, tone) {
  const [one, rival] = rivals(stats);
  if (stats.status === 'concluded') {
    return [task.winner, 'which it was concluded with'];
  }
  if (one === null) {
    return [UNKNOWN, 'no outcome has come in yet'];
  }
  const format = meanOf(task.outcome.kind);
  const result = task.outcome.kind === 'binary' ? `"${task.outcome.metric}" in ${format(one.mean)} of calls` : `"${task.outcome.metric}" is ${format(one.mean)} on average`;
  const told = rival === null ? result : `${result}, against ${format(rival.mean)} with ${rival.name}, the next best`;
  return [tone === 'wait' ? `${one.name}, so far` : one.name, told];
}

function certainty(stats, task) {
  const [one, rival] = rivals(stats);
  if (one === null) {
    return [UNKNOWN, null];
  }
  if (stats.status === 'active' && stats.verdict.state === 'no_difference') {
    return [percent(1 - task.verdict.error), 'that none is better by as much as matters here'];
  }
  const best = stats.variants.reduce((greatest, other) => (other.probability_best > greatest.probability_best ? other : greatest), one);
  if (best.status !== 'active' && best.probability_best > one.probability_best) {
    return [roughly(one.probability_best), `that ${one.name} is truly the best; ${roughly(best.probability_best)} that ${best.name} is, which takes no part`];
  }
  return [roughly(one.probability_best), `that ${one.name} is truly the best${rival === null ? '' : `; ${roughly(rival.probability_best)} that ${rival.name} is`}`];
}

function costs(stats, task) {
  if (stats.outcomes === 0) {
    return [UNKNOWN, null];
  }
  const { metric, kind, goal } = task.outcome;
  const total = totalOf(kind);
  const { total: sum, total_low: low, total_high: high, even_split_total: even } = stats.regret;
  const unit = kind === 'binary' ? `"${metric}" calls` : `of "${metric}"`;
  const what = goal === 'minimize' ? 'too many' : 'lost';
  return [`${total(sum)} ${unit}`, `${what} (${range(low, high, total)}); sharing all calls out evenly would have cost about ${total(even)}`];
}

/** What the answers rest on. */
export function figures(stats, task) {
  const { regret, delay } = stats;
  const { metric, kind } = task.outcome;
  const isKnown = stats.outcomes > 0;
  const total = totalOf(kind);
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
      'Saved so far',
      'By how much the calls did better than they would have with the traffic split evenly, as in a classic A/B test; 90% certain to lie in the range.',
      isKnown ? total(regret.saved.mean) : UNKNOWN,
      isKnown ? range(regret.saved.low, regret.saved.high, total) : null,
    ),
    figure(
      'The next call loses',
      `What the next call is expected to lose in "${metric}" because not all traffic goes to the variant that is best (the regret per decision).`,
      isKnown ? meanOf(kind)(regret.per_decision) : UNKNOWN,
      isKnown ? 'on average' : null,
    ),
    stats.status === 'concluded'
      ? null
      : figure(
          'Left to gain',
          'With 95% certainty, no variant is better than the leading one by more than this on each call (the value remaining): when it is too little to matter, you may stop.',
          isKnown ? (regret.value_remaining === 0 ? 'nothing' : difference(kind, regret.value_remaining).replace('+', '')) : UNKNOWN,
          isKnown && regret.value_remaining > 0 ? 'a call, at most' : null,
        ),
    has(delay.median_seconds)
      ? figure(
          'Half the outcomes in',
          'How long it takes until half of all outcomes are in; beside it, until nine in ten are.',
          duration(delay.median_seconds),
          `9 in 10 in ${duration(delay.p90_seconds)}`,
        )
      : null,
    has(stats.sample_ratio.p_value)
      ? figure(
          'Calls lost on the way',
          `Whether each variant gets as many calls as it was given, or some are lost or doubled on the way (the sample ratio check). Chance alone would look so in ${percent(stats.sample_ratio.p_value)} of all tasks; under 0.1% something is broken.`,
          isMismatch(stats) ? 'some, or doubled' : 'none found',
          null,
        )
      : null,
    stats.late > 0
      ? figure('Reports that came too late', 'They came after their window and grace had passed; they are counted here and nowhere else.', count(stats.late), null)
      : null,
    stats.waiting > 0
      ? figure('Reports without a call', 'Reports by a reference of which no call is known yet; they count as soon as it is.', count(stats.waiting), null)
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
