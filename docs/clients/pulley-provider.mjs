import { OFREPProvider } from '@openfeature/ofrep-provider';

const REMEMBERED_MAX = 10_000;
const REWARD_TIMEOUT_MILLIS = 5_000;

/** An OpenFeature provider for Pulley: evaluations go by OFREP, and track() reports rewards, which OFREP can't. */
export class PulleyProvider {
  metadata = { name: 'pulley' };
  runsOn = 'server';
  #options;
  #ofrep;
  /** Decisions by whom they were for, and by whom and of which flag; the longest unused are forgotten. */
  #decisions = new Map();

  /** @param options baseUrl, and key where the server wants one; it needs the roles decide and report */
  constructor({ baseUrl, key, ...more }) {
    this.#options = { baseUrl, headers: key ? [['Authorization', `Bearer ${key}`]] : [] };
    this.#ofrep = new OFREPProvider({ ...this.#options, ...more });
  }

  resolveBooleanEvaluation = (flag, value, context) => this.#remember(flag, context, this.#ofrep.resolveBooleanEvaluation(flag, value, context));
  resolveStringEvaluation = (flag, value, context) => this.#remember(flag, context, this.#ofrep.resolveStringEvaluation(flag, value, context));
  resolveNumberEvaluation = (flag, value, context) => this.#remember(flag, context, this.#ofrep.resolveNumberEvaluation(flag, value, context));
  resolveObjectEvaluation = (flag, value, context) => this.#remember(flag, context, this.#ofrep.resolveObjectEvaluation(flag, value, context));

  async #remember(flag, context, evaluating) {
    const evaluation = await evaluating;
    const unit = context?.targetingKey;
    if (unit && evaluation.flagMetadata?.decision) {
      for (const name of [unit, `${unit}\n${flag}`]) {
        this.#decisions.delete(name);
        this.#decisions.set(name, evaluation.flagMetadata.decision);
      }
      while (this.#decisions.size > REMEMBERED_MAX) this.#decisions.delete(this.#decisions.keys().next().value);
    }
    return evaluation;
  }

  /** Reports details.value (1, if there is none) of a metric, for details.decision, or else for the targeting key's last
   *  evaluation, of details.flag if it is given. Never rejects: the SDK waits for nothing here. */
  async track(metric, context, { value = 1, decision, flag } = {}) {
    const unit = context?.targetingKey;
    const token = decision ?? (unit && this.#decisions.get(flag ? `${unit}\n${flag}` : unit));
    if (!token) return console.warn(`'${metric}' is not reported: no decision is known`);
    const headers = [...this.#options.headers, ['Content-Type', 'application/json']];
    const body = JSON.stringify({ decision: token, metric, value });
    const request = { method: 'POST', headers, body, signal: AbortSignal.timeout(REWARD_TIMEOUT_MILLIS) };
    await fetch(`${this.#options.baseUrl}/v1/rewards`, request)
      .then(async (answer) => answer.ok || console.warn(`'${metric}' was refused: ${await answer.text()}`))
      .catch((failure) => console.warn(`'${metric}' was not reported:`, failure));
  }
}
