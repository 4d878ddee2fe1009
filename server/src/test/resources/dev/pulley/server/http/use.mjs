// Uses docs/clients/pulley.ts as it is compiled; says what came of it, a fact to a line.
import { Pulley } from './out/pulley.js';

const [url, key, task, silent] = process.argv.slice(2);
const fallback = { variant: 'fallback', payload: { prompt: 'Be brief.' } };

const app = new Pulley(url, key, 30_000);
const choice = await app.decide(task, fallback, { unit: 'user "1"\n\\', context: { lang: 'en' } });
console.log('variant', choice.variant);
console.log('decision', choice.decision);
console.log('accepted', (await app.reward(choice.decision, 'resolved', 1)).accepted);
console.log('repeated', (await app.reward(choice.decision, 'resolved', true)).repeated);
const lost = await new Pulley(silent).decide(task, fallback);
console.log('silent', lost.variant, lost.payload.prompt, await app.reward(lost.decision, 'resolved', 1));
console.log('refused', (await new Pulley(url, 'plk_wrong', 30_000).decide(task, fallback)).variant);
