// What is known of a task, in words that need no statistics. Pure.

import { count, difference, meanOf, range, roughly, totalOf } from './format.js';

const SURE = 0.95;
const LIKELY = 0.6;
const MOST = 0.9;
const PROVISIONAL =
  'The averages are provisional: silence means failure here, and until the first calls have had all their time they may all be off by one factor. Their order is good.';

/**
 * The verdict of a task: a `tone` (good for what is proven, lean for what is advised though it is not, wait or none), a
 * `headline` that says which variant to keep and whether to stop, the `reasons`, and the `winner` that the task may be
 * concluded with.
 */
export function verdict(stats, task) {
  const stopped = ofStopped(stats, task);
  if (stopped !== null) {
    return stopped;
  }
  const leader = leaderOf(stats);
  if (stats.verdict.state === 'winner') {
    return {
      tone: 'good',
      headline: `Keep ${stats.verdict.winner}. You can stop.`,
      reasons: [stats.verdict.why, rates(stats, task, stats.verdict.winner), cost(stats, task)],
      winner: stats.verdict.winner,
    };
  }
  if (stats.verdict.state === 'no_difference') {
    return {
      tone: 'good',
      headline: `No difference that matters. You can stop, and keep any of them${leader ? `, such as ${leader.name}` : ''}.`,
      reasons: [stats.verdict.why, cost(stats, task)],
      winner: leader?.name ?? null,
    };
  }
  return {
    tone: risksLittle(stats.regret, task.verdict, leader) ? 'lean' : 'wait',
    headline: collectingHeadline(stats, leader, task),
    reasons: [
      leader && stats.variants.length > 1 ? rates(stats, task, leader.name) : null,
      leader && stats.delay?.level_known === false ? PROVISIONAL : null,
      remaining(stats, task),
      cost(stats, task),
    ],
    winner: null,
  };
}

/** The one that is most probably the best of those that take part; null before there is any outcome. */
export function leaderOf(stats) {
  const running = stats.variants.filter((variant) => variant.status !== 'removed' && variant.probability_best !== null);
  if (stats.outcomes === 0 || running.length === 0) {
    return null;
  }
  return running.reduce((one, other) => (other.probability_best > one.probability_best ? other : one));
}

function ofStopped(stats, task) {
  const settled = cost(stats, task);
  switch (stats.status) {
    case 'paused':
      return {
        tone: 'none',
        headline: `Paused. Every call gets ${task.control}, the control.`,
        reasons: ['Nothing is tried and nothing new is learned until somebody resumes the task.', settled],
        winner: null,
      };
    case 'concluded':
      return {
        tone: 'good',
        headline: `Concluded. Every call gets ${task.winner}.`,
        reasons: ['The experiment is over. Outcomes of earlier calls still count.', settled],
        winner: null,
      };
    case 'archived':
      return {
        tone: 'none',
        headline: 'Archived. Apps that ask are refused.',
        reasons: ['Restore the task to have it answer again.', settled],
        winner: null,
      };
    default:
      return null;
  }
}

function collectingHeadline(stats, leader, task) {
  if (stats.variants.filter((variant) => variant.status === 'active').length < 2) {
    return 'Nothing to compare: fewer than two variants take part.';
  }
  if (leader === null) {
    return 'Too early to say anything: no outcome has come in yet.';
  }
  if (risksLittle(stats.regret, task.verdict, leader)) {
    return `Keep ${leader.name}. Stopping now risks little, though it is not proven.`;
  }
  if (leader.probability_best >= SURE) {
    return `Too early to stop, but ${leader.name} is very probably the best.`;
  }
  return leader.probability_best >= LIKELY
    ? `Too early to stop. ${leader.name} is ahead.`
    : `Too early to say which is best. ${leader.name} is ahead by little.`;
}

/** Whether what there may be left to gain is too little to matter. */
const risksLittle = (regret, { min_effect: least }, leader) => leader !== null && regret.value_remaining <= least;

/** How the one compares with the control, or with the best of the others where it is the control itself. */
function rates(stats, task, name) {
  const one = stats.variants.find((variant) => variant.name === name);
  const other =
    name === task.control
      ? leaderOf({ ...stats, variants: stats.variants.filter((variant) => variant.name !== name) })
      : stats.variants.find((variant) => variant.name === task.control);
  if (!one || !other || one.mean === null || other.mean === null) {
    return null;
  }
  const format = meanOf(task.outcome.kind);
  const metric = task.outcome.metric;
  const versus = name === task.control ? other.name : `the control, ${other.name}`;
  const measure = task.outcome.kind === 'binary' ? `Its rate of "${metric}"` : `Its average "${metric}"`;
  return `${measure} is ${format(one.mean)} (${range(one.low, one.high, format)}), against ${format(other.mean)} (${range(other.low, other.high, format)}) for ${versus}. It is truly the best with a probability of ${roughly(one.probability_best)}.`;
}

function remaining(stats, task) {
  if (stats.outcomes === 0) {
    return null;
  }
  const needed = stats.verdict.remaining_decisions;
  const { value_remaining: left } = stats.regret;
  if (risksLittle(stats.regret, task.verdict, leaderOf(stats))) {
    return `${leftToGain(left, task)} That is a belief; the strict test, which holds however often one looks, still says: ${stats.verdict.why}`;
  }
  return needed === null
    ? `Proof: ${stats.verdict.why}`
    : `${stats.verdict.why} As things stand, proof takes about ${count(Number(needed.toPrecision(2)))} more calls.${hint(stats)}`;
}

/** Why proof takes so long where traffic goes to what earns. */
const hint = (stats) =>
  leaderOf(stats)?.share > MOST && stats.policy.startsWith('thompson')
    ? ' The others get few calls, since traffic goes where it earns; the policy top-two proves sooner, and costs more.'
    : '';

const leftToGain = (left, task) =>
  left === 0
    ? 'No other variant is believed to be better.'
    : `No other variant is believed to be better by more than ${difference(task.outcome.kind, left).replace('+', '')} a call, which is less than what matters here.`;

/** What exploring has cost so far. */
export function cost(stats, task) {
  if (stats.outcomes === 0) {
    return null;
  }
  const { total: sum, total_low: low, total_high: high, even_split_total: even } = stats.regret;
  const total = totalOf(task.outcome.kind);
  return `Trying the others has cost about ${lost(sum, task)} so far (${range(low, high, total)}); sharing all calls out evenly would have cost about ${total(even)}.`;
}

/** An amount of lost outcomes, in words. */
function lost(total, task) {
  const { metric, kind, goal } = task.outcome;
  const told = totalOf(kind)(total);
  if (kind !== 'binary') {
    return `${told} of ${metric} in total`;
  }
  return goal === 'minimize' ? `${told} more "${metric}" calls` : `${told} "${metric}" calls`;
}

/** Under this a sample ratio can't be chance. */
const MISMATCH = 0.001;

export const isMismatch = ({ sample_ratio: { p_value: probability } }) => probability !== null && probability < MISMATCH;

/** What needs somebody's eyes, as sentences that say what to do. */
export function alarms(stats) {
  const tripped = stats.variants
    .filter((variant) => variant.status === 'tripped')
    .map((variant) => {
      const metrics = stats.guardrails.filter((row) => row.variant === variant.name && row.tripped).map((row) => `"${row.metric}"`);
      const guardrail = metrics.length === 0 ? 'a guardrail' : `the guardrail ${metrics.join(' and ')}`;
      return `${variant.name} was taken out by ${guardrail}, and gets no calls. See what it did; then mend and resume it, or remove it.`;
    });
  const misleading = stats.proxies
    .filter((proxy) => proxy.alarm)
    .map((proxy) => `The early signal "${proxy.metric}" does not foretell the outcome as it did. See what changed in how it is measured, or in the app, and judge by outcomes until then; if it stays so, take it out.`);
  return [
    ...tripped,
    ...misleading,
    ...(isMismatch(stats) ? ['Calls do not arrive as they were shared out: some variants lose or double theirs on the way. Trust no comparison before it is found why; look for what fails, or is tried again, after a decision.'] : []),
  ];
}

/** A verdict in two or three words, with its tone, for a list. */
export function inShort(summary, status) {
  if (status !== 'active') {
    return { tone: status === 'concluded' ? 'good' : 'none', text: status };
  }
  switch (summary.verdict) {
    case 'winner':
      return { tone: 'good', text: `keep ${summary.winner}` };
    case 'no_difference':
      return { tone: 'good', text: 'no difference' };
    default:
      return { tone: isLeaning(summary) ? 'lean' : 'wait', text: collectingInShort(summary) };
  }
}

const isLeaning = (summary) => summary.outcomes > 0 && risksLittle(summary, summary, summary.leader);

function collectingInShort(summary) {
  if (summary.outcomes === 0 || summary.leader === null) {
    return 'no outcomes yet';
  }
  return isLeaning(summary) ? `keep ${summary.leader}, not proven` : 'too early to stop';
}
