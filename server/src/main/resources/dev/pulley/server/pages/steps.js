// What follows from the steps of a history. Pure.

/** How wide they are. */
export const stepMillis = (steps) => (steps.length > 1 ? Date.parse(steps[1].at) - Date.parse(steps[0].at) : 60_000);

/**
 * What part of the calls of each age has its outcome, as [{seconds, share}] with the youngest first. Older calls have had all the time
 * that younger ones had, so the part never falls with age: where chance says otherwise neighbours are taken together (pool adjacent
 * violators: M. Ayer and others, An empirical distribution function for sampling with incomplete information, 1955).
 */
export function arrivals(steps, now) {
  const width = stepMillis(steps);
  const pools = [];
  for (const step of [...steps].reverse()) {
    const end = Math.min(Date.parse(step.at), now);
    const begin = Date.parse(step.at) - width;
    const calls = step.variants.reduce((sum, variant) => sum + variant.decisions, 0);
    const known = step.variants.reduce((sum, variant) => sum + variant.outcomes, 0);
    if (calls > 0 && begin < now) {
      let pool = { calls, known, ages: [(now - (begin + end) / 2) / 1000] };
      while (pools.length > 0 && pools.at(-1).known * pool.calls >= pool.known * pools.at(-1).calls) {
        const last = pools.pop();
        pool = { calls: last.calls + pool.calls, known: last.known + pool.known, ages: [...last.ages, ...pool.ages] };
      }
      pools.push(pool);
    }
  }
  return pools.flatMap(({ calls, known, ages }) => ages.map((seconds) => ({ seconds, share: Math.min(1, known / calls) })));
}
