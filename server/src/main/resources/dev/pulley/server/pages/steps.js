// What follows from the steps of a history. Pure.

const UNIT_MILLIS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration as the API writes it, such as 15m. */
export const millisOf = (duration) => Number.parseFloat(duration) * UNIT_MILLIS[duration.replace(/^[\d.]+/, '')];

/** When the first step begins, which no task does before it was made. */
export const begin = (steps, stepMillis, task) => Math.max(Date.parse(steps[0].at) - stepMillis, Date.parse(task.created_at));

/**
 * What part of the calls of each age has its outcome, as [{seconds, share}] with the youngest first. Older calls have had all the time
 * that younger ones had, so the part never falls with age: where chance says otherwise neighbours are taken together (pool adjacent
 * violators: M. Ayer and others, An empirical distribution function for sampling with incomplete information, 1955).
 */
export function arrivals(steps, stepMillis, now) {
  const pools = [];
  for (const step of [...steps].reverse()) {
    const end = Math.min(Date.parse(step.at), now);
    const start = Date.parse(step.at) - stepMillis;
    const calls = step.variants.reduce((sum, variant) => sum + variant.decisions, 0);
    const known = step.variants.reduce((sum, variant) => sum + variant.outcomes, 0);
    if (calls > 0 && start < now) {
      let pool = { calls, known, ages: [(now - (start + end) / 2) / 1000] };
      while (pools.length > 0 && pools.at(-1).known * pool.calls >= pool.known * pools.at(-1).calls) {
        const last = pools.pop();
        pool = { calls: last.calls + pool.calls, known: last.known + pool.known, ages: [...last.ages, ...pool.ages] };
      }
      pools.push(pool);
    }
  }
  return pools.flatMap(({ calls, known, ages }) => ages.map((seconds) => ({ seconds, share: Math.min(1, known / calls) })));
}
