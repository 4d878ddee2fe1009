// What is known of a task, in words that need no statistics. Pure.

import { count, difference, differences, meanOf, percent, range } from './format.js';

const SURE = 0.95;
const LIKELY = 0.6;
const MOST = 0.9;
const UNKNOWN_YET = 'Nothing is known until an app reports what became of its calls; "Try it" shows how.';
const PROVISIONAL =
  'The averages are provisional: a call of which nothing is heard has failed here, and until the first calls have had all their time, all averages may be too high or too low alike. Which variant is ahead does not depend on that.';

/**
 * The verdict of a task: a `tone` (good for what is proven, lean for what is advised though it is not, wait or none), a
 * `headline` that says which variant to keep and whether to stop, the `stop` that answers whether one may, the `reasons`, and
 * the `winner` that the task may be concluded with.
 */
export function verdict(stats, task) {
  const stopped = ofStopped(stats, task);
  if (stopped !== null) {
    return stopped;
  }
  const leader = leaderOf(stats);
  if (stats.verdict.state === 'winner' && isOut(stats, stats.verdict.winner)) {
    return {
      tone: 'wait',
      headline: `${stats.verdict.winner} is proven to be better, but takes no part. Put it back, or remove it, before you stop.`,
      stop: { answer: 'Not yet', because: `first decide about ${stats.verdict.winner}` },
      reasons: [stats.verdict.why, rates(stats, task)],
      winner: null,
    };
  }
  if (stats.verdict.state === 'winner') {
    return {
      tone: 'good',
      headline: `Keep ${stats.verdict.winner}. You can stop.`,
      stop: { answer: 'Yes', because: `it is proven, and wrong at most ${percent(task.verdict.error)} of the time` },
      reasons: [stats.verdict.why, rates(stats, task)],
      winner: stats.verdict.winner,
    };
  }
  if (stats.verdict.state === 'no_difference') {
    return {
      tone: 'good',
      headline: `No difference that matters. You can stop, and keep any of them${leader ? `, such as ${leader.name}` : ''}.`,
      stop: { answer: 'Yes', because: 'none is better by as much as matters here' },
      reasons: [stats.verdict.why, rates(stats, task)],
      winner: leader?.name ?? null,
    };
  }
  const isLean = risksLittle(stats.regret, task.verdict, leader);
  return {
    tone: isLean ? 'lean' : 'wait',
    headline: collectingHeadline(stats, leader, task),
    stop: isLean ? { answer: 'Yes, at little risk', because: 'it is not proven, but hardly anything is left to gain' } : { answer: 'Not yet', because: stillNeeded(stats) },
    reasons: [leader === null ? UNKNOWN_YET : rates(stats, task), leader && stats.delay?.level_known === false ? PROVISIONAL : null, remaining(stats, task)],
    winner: null,
  };
}

const variantOf = (stats, name) => stats.variants.find((variant) => variant.name === name) ?? null;

const isOut = (stats, name) => variantOf(stats, name)?.status !== 'active';

/** The one that is most probably the best of those that take part; null before there is any outcome. */
export const leaderOf = (stats) => variantOf(stats, stats.lead.variant);

/**
 * The one to keep, and the strongest of the others. That is who leads, but for a winner that is proven by its own outcomes while
 * early signals still speak for another.
 */
export function rivals(stats) {
  const winner = stats.status === 'active' && stats.verdict.state === 'winner' ? variantOf(stats, stats.verdict.winner) : null;
  const leader = leaderOf(stats);
  return winner?.status === 'active' && winner !== leader ? [winner, leader] : [leader, variantOf(stats, stats.lead.over)];
}

function ofStopped(stats, task) {
  switch (stats.status) {
    case 'paused':
      return {
        tone: 'none',
        headline: `Paused. Every call gets ${task.control}, the control.`,
        stop: { answer: 'It is paused', because: 'nothing is tried now' },
        reasons: ['Nothing is tried and nothing new is learned until somebody resumes the task.', rates(stats, task)],
        winner: null,
      };
    case 'concluded':
      return {
        tone: 'good',
        headline: `Concluded. Every call gets ${task.winner}.`,
        stop: { answer: 'It is over', because: `every call gets ${task.winner}` },
        reasons: ['The experiment is over. Outcomes of earlier calls still count.', rates(stats, task)],
        winner: null,
      };
    case 'archived':
      return {
        tone: 'none',
        headline: 'Archived. Apps that ask are refused.',
        stop: { answer: 'It is over', because: 'no call is answered' },
        reasons: ['Restore the task to have it answer again.', rates(stats, task)],
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

/** How the one to keep compares with the strongest of the others, and with the control where that is another. */
function rates(stats, task) {
  const [one, rival] = rivals(stats);
  if (one === null || rival === null || one.mean === null || rival.mean === null) {
    return null;
  }
  const { metric, kind } = task.outcome;
  const format = meanOf(kind);
  const told = (variant) => `${format(variant.mean)} (${range(variant.low, variant.high, format)})`;
  const measure = kind === 'binary' ? `The rate of "${metric}"` : `The average "${metric}"`;
  const apart = ({ mean, low, high }) => `${difference(kind, mean)} (${differences(kind, low, high)})`;
  const both = `${measure} with ${one.name} is ${told(one)}, against ${told(rival)} with ${rival.name}, the strongest of the others.`;
  const overRival = one.name === stats.lead.variant ? ` The difference is ${apart(stats.lead)}.` : '';
  const isControl = one.name === task.control || rival.name === task.control || one.lift.mean === null;
  return `${both}${overRival}${isControl ? '' : ` The difference from the control, ${task.control}, is ${apart(one.lift)}.`}`;
}

/** How many calls are still needed, in a few words. */
function stillNeeded(stats) {
  const needed = stats.verdict.remaining_decisions;
  return needed === null || stats.outcomes === 0 ? 'more has to be known first' : `about ${count(Number(needed.toPrecision(2)))} more calls until it is proven`;
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
  return `${stats.verdict.why}${needed === null ? '' : hint(stats)}`;
}

/** Why proof takes so long where traffic goes to what earns. */
const hint = (stats) =>
  leaderOf(stats)?.share > MOST && stats.policy.startsWith('thompson')
    ? ' The others get few calls, since traffic goes where it earns; to have proof sooner, at a higher cost, choose the policy top-two (under Edit).'
    : '';

const leftToGain = (left, task) =>
  left === 0
    ? 'No other variant is believed to be better.'
    : `No other variant is believed to be better by more than ${difference(task.outcome.kind, left).replace(/^(\+|under )/, '')} a call, which is less than what matters here.`;

/** Under this a sample ratio can't be chance. */
const MISMATCH = 0.001;

export const isMismatch = ({ sample_ratio: { p_value: probability } }) => probability !== null && probability < MISMATCH;

/** What needs somebody's eyes, as sentences that say what to do. */
export function alarms(stats) {
  const tripped = stats.variants
    .filter((variant) => variant.status === 'tripped' && stats.status !== 'archived')
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

/** A verdict in two or three words, with its tone, for a list; and what there may be `more` to say. */
export function inShort(summary, status) {
  if (status !== 'active') {
    return { tone: status === 'concluded' ? 'good' : 'none', text: status };
  }
  switch (summary.verdict) {
    case 'winner':
      return summary.alarms > 0 && summary.winner !== summary.leader
        ? { tone: 'wait', text: 'look at its alarms' }
        : { tone: 'good', text: `keep ${summary.winner}` };
    case 'no_difference':
      return { tone: 'good', text: 'no difference' };
    default:
      return isLeaning(summary) ? { tone: 'lean', text: `keep ${summary.leader}`, more: 'not proven' } : { tone: 'wait', text: isUnknown(summary) ? 'no outcomes yet' : 'too early to stop' };
  }
}

const isUnknown = (summary) => summary.outcomes === 0 || summary.leader === null;

const isLeaning = (summary) => !isUnknown(summary) && risksLittle(summary, summary, summary.leader);
