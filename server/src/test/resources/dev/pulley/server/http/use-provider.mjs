// Uses the stock provider and docs/clients/pulley-provider.mjs; says what came of it, a fact to a line.
import { OpenFeature } from '@openfeature/server-sdk';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { PulleyProvider } from './pulley-provider.mjs';

const [url, key, task, archived] = process.argv.slice(2);
const headers = [['Authorization', `Bearer ${key}`]];
const context = { targetingKey: 'user-1', plan: 'pro', cart: { items: [1, 2] } };
const other = { model: 'default' };

async function client(name, provider) {
  await OpenFeature.setProviderAndWait(name, provider);
  return OpenFeature.getClient(name);
}
function told(name, details) {
  console.log(name, details.variant ?? '-', details.reason, details.errorCode ?? '-', details.value.model ?? 'none');
}

const stock = await client('stock', new OFREPProvider({ baseUrl: url, headers }));
told('flag', await stock.getObjectDetails(task, other, context));
told('missing', await stock.getObjectDetails('nobody', other, context));
told('archived', await stock.getObjectDetails(archived, other, context));
told('invalid', await stock.getObjectDetails(task, other, { targetingKey: 'x'.repeat(300) }));
const stranger = await client('stranger', new OFREPProvider({ baseUrl: url }));
told('stranger', await stranger.getObjectDetails(task, other, context));

const app = await client('app', new PulleyProvider({ baseUrl: url, key }));
const first = await app.getObjectDetails(task, other, context);
console.log('first', first.flagMetadata.decision, first.flagMetadata.propensity, first.flagMetadata.revision);
app.track('resolved', context, { value: 1, flag: task });
const second = await app.getObjectDetails(task, other, { targetingKey: 'user-2' });
console.log('second', second.flagMetadata.decision);
app.track('rating', { targetingKey: 'user-2' }, { value: -0.5 });
const third = await app.getObjectDetails(task, other, {});
console.log('third', third.flagMetadata.decision);
app.track('resolved', {}, { value: 0, decision: third.flagMetadata.decision });
app.track('resolved', { targetingKey: 'nobody' }, {});
