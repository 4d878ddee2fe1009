/** A client of Pulley to copy: fetch only, for Node 18 or newer, Deno, Bun and browsers. */
export type Choice<P> = { decision: string | null; task: string; variant: string; payload: P };

export class Pulley {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #timeoutMillis: number;

  constructor(url = 'http://127.0.0.1:8080', key?: string, timeoutMillis = 100) {
    this.#url = url;
    this.#headers = { 'Content-Type': 'application/json', ...(key ? { Authorization: `Bearer ${key}` } : {}) };
    this.#timeoutMillis = timeoutMillis;
  }

  /** The variant to use now; the fallback if there is no answer in time. */
  async decide<P>(task: string, fallback: { variant: string; payload: P }, more: object = {}): Promise<Choice<P>> {
    try {
      return (await this.#post('/v1/decide', { task, ...more }, this.#timeoutMillis)) as Choice<P>;
    } catch (failure) { // nothing that goes wrong here may stop the app
      console.warn(`the fallback is used for ${task}:`, failure);
      return { decision: null, task, ...fallback };
    }
  }

  /** Reports a value. May be called again after a failure: a repeated reward counts once. */
  async reward(decision: string | null, metric: string, value: number | boolean | null, more: object = {}): Promise<unknown> {
    if (decision === null) return null; // a fallback is no evidence
    return this.#post('/v1/rewards', { decision, metric, value, ...more }, 5000);
  }

  async #post(path: string, body: object, timeoutMillis: number): Promise<unknown> {
    const signal = AbortSignal.timeout(timeoutMillis);
    const answer = await fetch(this.#url + path, { method: 'POST', headers: this.#headers, body: JSON.stringify(body), signal });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
