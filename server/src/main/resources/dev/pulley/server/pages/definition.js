// A task's definition as data: what a form begins with, what is wrong with it by the API's rules, and how two of them
// differ. Pure.

export const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
export const NAME_RULE = 'small letters, digits, dots, dashes and underscores, at most 64, beginning with a letter or digit';
const DURATION = /^[0-9]{1,12}(ms|s|m|h|d)$/;
const NUMBER_MAX = 1e15;
const NUMBER_RULE = 'must be a number of at most 1e15 in size';
const isNumber = (value) => Number.isFinite(value) && Math.abs(value) <= NUMBER_MAX;
const DURATION_RULE = 'a whole number and a unit: 30s, 15m, 7d';

export const empty = () => ({
  description: '',
  outcome: { metric: 'resolved', kind: 'binary', goal: 'maximize', window: '7d', grace: '1d', absent: 'missing' },
  proxies: [],
  guardrails: [],
  variants: [
    { name: 'baseline', max_share: 1, payload: {} },
    { name: 'challenger', max_share: 1, payload: {} },
  ],
  control: 'baseline',
  new_version: 'fresh',
  policy: { name: 'thompson-sharp', min_share: 0, holdout: 0, half_life: null },
  verdict: { min_effect: 0.01, error: 0.05 },
  prior: { tasks: [] },
});

const FIELDS = ['description', 'outcome', 'proxies', 'guardrails', 'control', 'new_version', 'policy', 'verdict', 'prior'];

/** The definition within a task as the API tells it. */
export function definitionOf(task) {
  const definition = Object.fromEntries(FIELDS.map((field) => [field, structuredClone(task[field])]));
  definition.variants = task.variants.map(({ name, max_share, share, payload }) => ({
    name,
    max_share,
    ...(share === undefined ? {} : { share }),
    payload,
  }));
  return definition;
}

/** What is wrong, as [{field, detail}], with JSON Pointers as the API's problems have them. */
export function faultsOf(definition) {
  const faults = [];
  const require = (isGood, field, detail) => {
    if (!isGood) {
      faults.push({ field, detail });
    }
  };
  require(definition.description.length <= 2000, '/description', 'has at most 2,000 characters');
  metricFaults(definition.outcome, '/outcome', require);
  require(DURATION.test(definition.outcome.grace), '/outcome/grace', DURATION_RULE);
  require(
    !(definition.outcome.absent === 'failure' && definition.outcome.kind === 'number'),
    '/outcome/absent',
    '\'failure\' needs an outcome of kind binary or range',
  );
  definition.proxies.forEach((proxy, index) => {
    metricFaults(proxy, `/proxies/${index}`, require);
    require(isNumber(proxy.weight), `/proxies/${index}/weight`, NUMBER_RULE);
  });
  definition.guardrails.forEach((guardrail, index) => guardrailFaults(guardrail, `/guardrails/${index}`, require));
  metricNames(definition).forEach(([name, field], index, all) =>
    require(all.findIndex(([other]) => other === name) === index, field, 'is measured already'),
  );
  variantFaults(definition, require);
  policyFaults(definition, require);
  return faults;
}

const metricNames = (definition) => [
  [definition.outcome.metric, '/outcome/metric'],
  ...definition.proxies.map((proxy, index) => [proxy.metric, `/proxies/${index}/metric`]),
  ...definition.guardrails.map((guardrail, index) => [guardrail.metric, `/guardrails/${index}/metric`]),
];

function metricFaults(metric, field, require) {
  require(NAME.test(metric.metric), `${field}/metric`, NAME_RULE);
  require(metric.window === undefined || DURATION.test(metric.window), `${field}/window`, DURATION_RULE);
  if (metric.kind === 'range') {
    require(Number.isFinite(metric.min), `${field}/min`, 'must be a number');
    require(Number.isFinite(metric.max) && !(metric.max <= metric.min), `${field}/max`, 'must be a number over min');
  }
}

function guardrailFaults(guardrail, field, require) {
  metricFaults(guardrail, field, require);
  const limits = ['at_most', 'at_least'].filter((name) => guardrail[name] !== undefined);
  require(limits.length === 1 && isNumber(guardrail[limits[0]]), `${field}/${limits[0] ?? 'at_most'}`, NUMBER_RULE);
  const probability = guardrail.trip_probability;
  require(probability > 0.5 && probability < 1, `${field}/trip_probability`, 'must be over 0.5 and under 1');
}

function variantFaults(definition, require) {
  const names = definition.variants.map((variant) => variant.name);
  require(names.length > 0, '/variants', 'must have at least one');
  definition.variants.forEach((variant, index) => {
    const field = `/variants/${index}`;
    require(NAME.test(variant.name), `${field}/name`, NAME_RULE);
    require(names.indexOf(variant.name) === index, `${field}/name`, 'is there twice');
    require(variant.max_share > 0 && variant.max_share <= 1, `${field}/max_share`, 'must be over 0 and at most 1');
    require(variant.payload !== undefined, `${field}/payload`, 'must be JSON');
  });
  require(names.includes(definition.control), '/control', 'must be one of the variants');
}

function policyFaults({ policy, verdict, variants }, require) {
  require(policy.min_share >= 0 && policy.min_share * variants.length <= 1, '/policy/min_share', 'must be at least 0, and all of them together at most 1');
  require(policy.holdout >= 0 && policy.holdout < 1, '/policy/holdout', 'must be at least 0 and under 1');
  require(policy.half_life === null || DURATION.test(policy.half_life), '/policy/half_life', DURATION_RULE);
  require(verdict.min_effect >= 0 && verdict.min_effect <= NUMBER_MAX, '/verdict/min_effect', 'must be from 0 to 1e15');
  require(verdict.error > 0 && verdict.error < 1, '/verdict/error', 'must be between 0 and 1');
}

/** What differs between two definitions, as [{path, before, after}]; undefined is what was not there. */
export function differences(before, after, path = '') {
  if (JSON.stringify(before) === JSON.stringify(after)) {
    return [];
  }
  if (!isTree(before) || !isTree(after) || Array.isArray(before) !== Array.isArray(after)) {
    return [{ path: path || '/', before, after }];
  }
  const [one, other] = [named(before), named(after)];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const within = keys.flatMap((key) => differences(one[key], other[key], `${path}/${key}`));
  const isReordered = Array.isArray(before) && within.length === 0 && `${Object.keys(one)}` !== `${Object.keys(other)}`;
  return isReordered ? [{ path, before: Object.keys(one), after: Object.keys(other) }] : within;
}

const isTree = (value) => typeof value === 'object' && value !== null;

/** Lists of things with names go by their names, so that one more at the front is one difference. */
function named(value) {
  if (!Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(value.map((item, index) => [item?.name ?? item?.metric ?? index, item]));
}
