// What the pages' modules reckon and say, without a browser: node --test server/src/test/javascript

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

// A copy beside which stands what tells Node that the files are modules; browsers know it from the page.
const folder = mkdtempSync(join(tmpdir(), 'pulley-pages-'));
cpSync(fileURLToPath(new URL('../../main/resources/dev/pulley/server/pages/', import.meta.url)), folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
after(() => rmSync(folder, { recursive: true }));

const module = (name) => import(pathToFileURL(join(folder, name)));

const format = await module('format.js');
const { alarms, verdict, inShort } = await module('verdict.js');
const { definitionOf, differences, empty, faultsOf } = await module('definition.js');
const { csv } = await module('export.js');
const { arrivals, begin, millisOf } = await module('steps.js');
const { ofHill } = await module('hill.js');
const { snippets } = await module('snippets.js');

const TASK = {
  task: 't',
  control: 'a',
  winner: 'b',
  outcome: { metric: 'resolved', kind: 'binary', goal: 'maximize' },
  verdict: { min_effect: 0.01, error: 0.05 },
};

const variant = (name, mean, probability_best, status = 'active') => ({
  name, mean, low: mean - 0.05, high: mean + 0.05, probability_best, status, share: 0.5, lift: { mean: 0, low: 0, high: 0 },
});

const LEAD = { variant: 'b', over: 'a', mean: 0.1, low: -0.05, high: 0.25 };

const stats = (changes) => ({
  status: 'active',
  policy: 'thompson-sharp',
  outcomes: 500,
  variants: [variant('a', 0.5, 0.2), variant('b', 0.6, 0.8)],
  regret: { total: 12, total_low: 5, total_high: 20, even_split_total: 80, value_remaining: 0.05 },
  verdict: { state: 'collecting', winner: null, why: 'b leads.', remaining_decisions: 1234 },
  ...changes,
  lead: { ...LEAD, ...(changes.outcomes === 0 ? { variant: null, over: null } : {}), ...changes.lead },
});

test('only what is certain is shown as 0% or 100%', () => {
  assert.equal(format.percent(0), '0%');
  assert.equal(format.percent(1e-9), '<0.1%');
  assert.equal(format.percent(0.99999), '>99.9%');
  assert.equal(format.percent(1), '100%');
  assert.equal(format.percent(0.1234), '12.3%');
  assert.equal(format.percent(null), 'not known yet');
  assert.equal(format.roughly(0.999), 'over 99%');
});

test('amounts have the digits that matter', () => {
  assert.equal(format.amount(1234.5), '1,235');
  assert.equal(format.amount(28.97), '29');
  assert.equal(format.amount(0.003456), '0.0035');
  assert.equal(format.amount(2_500_000), '2.5M');
  assert.equal(format.difference('binary', 0.0123), '+1.2 pts');
  assert.equal(format.duration(5400), '1.5 h');
  assert.equal(format.duration(0.25), '250 ms');
  assert.equal(format.totalOf('binary')(25.5), '26');
  assert.equal(format.totalOf('number')(25.5), '25.5');
  assert.equal(format.differences('binary', -0.094, 0.318), '-9.4 to +31.8 pts');
  assert.equal(format.plural(1, 'call'), '1 call');
});

test('a long name is shortened in its middle', () => {
  assert.equal(format.shortened('large-with-history'), 'large-with-history');
  assert.equal(format.shortened('a-name-of-some-length-that-ends-in-x1'), 'a-name-of-so…ds-in-x1');
});

test('a winner is to be kept, and the task may be stopped', () => {
  const told = verdict(stats({ verdict: { state: 'winner', winner: 'b', why: 'b is better.', remaining_decisions: null } }), TASK);
  assert.equal(told.headline, 'Keep b. You can stop.');
  assert.equal(told.tone, 'good');
  assert.equal(told.winner, 'b');
  assert.equal(told.stop.answer, 'Yes');
});

test('nobody is told to keep a variant that takes no part', () => {
  const told = verdict(
    stats({
      variants: [variant('a', 0.5, 0.2), variant('b', 0.6, 0.8, 'tripped')],
      lead: { variant: 'a', over: null },
      verdict: { state: 'winner', winner: 'b', why: 'b is better.', remaining_decisions: null },
    }),
    TASK,
  );
  assert.match(told.headline, /^b is proven to be better, but takes no part/);
  assert.equal(told.winner, null);
  assert.equal(told.stop.answer, 'Not yet');
  assert.equal(inShort({ verdict: 'winner', winner: 'b', leader: 'a', alarms: 1 }, 'active').text, 'look at its alarms');
});

test('the leading variant is held against the strongest of the others, and against the control where that is another', () => {
  const control = verdict(stats({}), TASK).reasons[0];
  assert.match(control, /^The rate of "resolved" with b is 60% \(55% to 65%\), against 50% .* with a, the strongest of the others/);
  assert.match(control, /The difference is \+10.0 pts \(-5.0 to \+25.0 pts\)\.$/);
  const rival = stats({ variants: [variant('a', 0.5, 0.1), { ...variant('b', 0.6, 0.6), lift: { mean: 0.1, low: 0.01, high: 0.2 } }, variant('c', 0.58, 0.3)], lead: { over: 'c', mean: 0.02 } });
  assert.match(verdict(rival, TASK).reasons[0], /with c, the strongest of the others\. The difference is \+2.0 pts .*\. The difference from the control, a, is \+10.0 pts \(\+1.0 to \+20.0 pts\)\.$/);
});

test('while evidence is collected nobody is told to stop, unless too little is left to gain', () => {
  assert.match(verdict(stats({}), TASK).headline, /^Too early to stop\. b is ahead\.$/);
  const even = stats({ variants: [variant('a', 0.5, 0.49), variant('b', 0.5, 0.51)] });
  assert.match(verdict(even, TASK).headline, /^Too early to say which is best/);
  const sure = stats({ variants: [variant('a', 0.5, 0.02), variant('b', 0.6, 0.98)] });
  assert.equal(verdict(sure, TASK).headline, 'Too early to stop, but b is very probably the best.');
  const little = stats({ regret: { ...stats({}).regret, value_remaining: 0.004 } });
  assert.match(verdict(little, TASK).headline, /Stopping now risks little, though it is not proven/);
  assert.deepEqual([verdict(sure, TASK), verdict(little, TASK)].map(({ tone }) => tone), ['wait', 'lean']);
});

test('where the leader gets nearly all calls it is said why proof takes long', () => {
  const most = stats({ variants: [{ ...variant('a', 0.5, 0.2), share: 0.01 }, { ...variant('b', 0.6, 0.8), share: 0.99 }] });
  assert.match(verdict(most, TASK).reasons.join(' '), /choose the policy top-two/);
  assert.ok(!verdict(stats({}), TASK).reasons.join(' ').includes('top-two'));
});

test('averages that are provisional are said to be so', () => {
  const told = (level_known) => verdict(stats({ delay: { level_known } }), TASK).reasons.join(' ');
  assert.match(told(false), /provisional/);
  assert.ok(!told(true).includes('provisional'));
});

test('before the first outcome nobody leads, and nothing is said to have cost anything', () => {
  const told = verdict(stats({ outcomes: 0 }), TASK);
  assert.match(told.headline, /no outcome has come in yet/);
  assert.match(told.reasons.join(''), /^Nothing is known until/);
});

test('what needs somebody\'s eyes is told with what to do', () => {
  const calm = { variants: [variant('a', 0.5, 0.2)], guardrails: [], proxies: [{ metric: 'copied', alarm: false }], sample_ratio: { p_value: 0.5 } };
  assert.deepEqual(alarms(calm), []);
  assert.deepEqual(alarms({ ...calm, sample_ratio: { p_value: null } }), []);
  const loud = alarms({
    variants: [variant('a', 0.5, 0.2), variant('b', 0.6, 0, 'tripped')],
    guardrails: [{ metric: 'unsafe', variant: 'a', tripped: false }, { metric: 'unsafe', variant: 'b', tripped: true }],
    proxies: [{ metric: 'copied', alarm: true }],
    sample_ratio: { p_value: 1e-5 },
  });
  assert.equal(loud.length, 3);
  assert.match(loud[0], /^b was taken out by the guardrail "unsafe".*resume it/);
  assert.match(loud[1], /"copied" does not foretell.*take it out/);
  assert.match(loud[2], /Trust no comparison/);
});

test('a task that was stopped says what every call gets', () => {
  assert.match(verdict(stats({ status: 'paused' }), TASK).headline, /Every call gets a, the control/);
  assert.match(verdict(stats({ status: 'concluded' }), TASK).headline, /Every call gets b\./);
  assert.match(verdict(stats({ status: 'archived' }), TASK).headline, /refused/);
  assert.equal(inShort({ verdict: 'collecting', outcomes: 0 }, 'active').text, 'no outcomes yet');
  const little = { verdict: 'collecting', outcomes: 9, leader: 'b', value_remaining: 0.001, min_effect: 0.01 };
  assert.deepEqual(inShort(little, 'active'), { tone: 'lean', text: 'keep b', more: 'not proven' });
  assert.equal(inShort({ ...little, value_remaining: 0.1 }, 'active').text, 'too early to stop');
});

test('the older the calls are, the more of them have their outcome', () => {
  const step = (at, decisions, outcomes) => ({ at: new Date(at * 1000).toISOString(), variants: [{ decisions, outcomes }] });
  const curve = arrivals([step(10, 100, 80), step(20, 0, 0), step(30, 50, 42), step(40, 50, 34), step(50, 10, 1)], 10_000, 45_000);
  assert.deepEqual(curve, [{ seconds: 2.5, share: 0.1 }, { seconds: 10, share: 0.68 }, { seconds: 20, share: 122 / 150 }, { seconds: 40, share: 122 / 150 }]);
  assert.deepEqual(arrivals([], 1000, 0), []);
});

test('one step alone is as wide as the server says, and begins no earlier than its task', () => {
  const at = '2026-01-01T18:00:00Z';
  const made = (created_at) => begin([{ at }], millisOf('1h'), { created_at });
  assert.equal(made('2025-12-31T00:00:00Z'), Date.parse('2026-01-01T17:00:00Z'));
  assert.equal(made('2026-01-01T17:36:00Z'), Date.parse('2026-01-01T17:36:00Z'));
  assert.deepEqual(['250ms', '10s', '15m', '6h', '90d'].map(millisOf), [250, 10_000, 900_000, 21_600_000, 7_776_000_000]);
});

test('a definition is judged as the API judges it', () => {
  assert.deepEqual(faultsOf(empty()), []);
  const bad = empty();
  bad.outcome.metric = 'Not a name';
  bad.outcome.window = '7 days';
  bad.variants[1].name = 'baseline';
  bad.variants[0].payload = undefined;
  bad.guardrails.push({ metric: 'unsafe', kind: 'binary', at_most: 0.1, trip_probability: 0.5 });
  assert.deepEqual(
    faultsOf(bad).map((fault) => fault.field).sort(),
    ['/guardrails/0/trip_probability', '/outcome/metric', '/outcome/window', '/variants/0/payload', '/variants/1/name'],
  );
});

test('two definitions differ where they do, by names', () => {
  const before = empty();
  const after = structuredClone(before);
  after.variants.unshift({ name: 'new', max_share: 1, payload: {} });
  after.policy.holdout = 0.1;
  assert.deepEqual(differences(before, after).map((change) => change.path), ['/variants/new', '/policy/holdout']);
  const reversed = { ...before, variants: [...before.variants].reverse() };
  assert.deepEqual(differences(before, reversed).map((change) => change.path), ['/variants']);
  assert.deepEqual(differences(before, definitionOf({ ...before, revision: 3 })), []);
});

test('a table is saved so that no spreadsheet runs it', () => {
  assert.equal(csv(['a', 'b'], [['=1+1', 'x,"y"'], [null, 0.5]]), 'a,b\r\n\'=1+1,"x,""y"""\r\n,0.5\r\n');
});

test('a snippet never has a key in it', () => {
  const all = snippets({ server: 'http://h', task: 't', unit: '', context: null, metric: 'm', value: 1, needsKey: true });
  assert.deepEqual(all.map(({ name }) => name), ['curl', 'Python', 'JavaScript', 'Java']);
  all.forEach(({ text }) => assert.ok(text.includes('PULLEY_KEY')));
});

test('a hill tells its average and its bar', () => {
  const heights = Array.from({ length: 96 }, (_, index) => Math.exp(-(((index - 47.5) / 12) ** 2) / 2));
  const step = 0.4 / 95;
  const { mean, low, high } = ofHill({ from: 0.3, to: 0.7, heights });
  assert.ok(Math.abs(mean - 0.5) < 1e-9);
  assert.ok(Math.abs(low - (0.5 - 1.96 * 12 * step)) < step / 4, `${low}`);
  assert.ok(Math.abs(high - (0.5 + 1.96 * 12 * step)) < step / 4, `${high}`);
  assert.deepEqual(ofHill(undefined), {});
});
