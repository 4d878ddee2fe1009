// Asks the server. The session's cookie goes with it by itself; no key is ever seen here but when signing in.

/** A refusal, as its problem document has it. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? `the server answered ${status}`);
    this.status = status;
    this.code = body?.code ?? 'unknown';
    this.errors = body?.errors ?? (body?.field ? [{ field: body.field, detail: body.detail }] : []);
  }
}

let onUnauthenticated = () => {};

/** Is told when a session is missing or over. */
export function whenUnauthenticated(listener) {
  onUnauthenticated = listener;
}

/** What browsers say of a server that does not answer is in words of their own. */
async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch (failure) {
    throw failure instanceof TypeError ? new Error("the server can't be reached") : failure;
  }
}

async function ask(method, path, { body, headers = {}, signal } = {}) {
  const response = await reach(path, {
    method,
    signal,
    cache: 'no-store',
    credentials: 'same-origin',
    headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const answer = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  if (!response.ok) {
    if (response.status === 401 && path !== '/v1/session') {
      onUnauthenticated();
    }
    throw new Problem(response.status, answer);
  }
  return answer;
}

const taskPath = (task) => `/v1/tasks/${encodeURIComponent(task)}`;
const variantPath = (task, variant) => `${taskPath(task)}/variants/${encodeURIComponent(variant)}`;
const ifRevision = (revision) => (revision === undefined ? {} : { 'If-Match': `"${revision}"` });
const query = (parameters) => {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
};

export const session = () => ask('GET', '/v1/session');
export const signIn = (key) => ask('POST', '/v1/session', { body: { key } });
export const signOut = () => ask('DELETE', '/v1/session');

export const tasks = (parameters, signal) => ask('GET', `/v1/tasks${query({ ...parameters, summary: true })}`, { signal });
export const task = (name) => ask('GET', taskPath(name));
export const stats = (name, signal) => ask('GET', `${taskPath(name)}/stats?density=true`, { signal });
export const history = (name, parameters, signal) => ask('GET', `${taskPath(name)}/history${query(parameters)}`, { signal });
export const changes = (name, parameters = {}) => ask('GET', `${taskPath(name)}/changes${query(parameters)}`);
export const definition = (name, revision) => ask('GET', `${taskPath(name)}/revisions/${revision}`);

export const putTask = (name, definition, revision) =>
  ask('PUT', taskPath(name), { body: definition, headers: revision === null ? {} : ifRevision(revision) });
export const archive = (name) => ask('DELETE', taskPath(name));
/** One of restore, pause and resume. */
export const act = (name, what) => ask('POST', `${taskPath(name)}/${what}`);
export const conclude = (name, variant) => ask('POST', `${taskPath(name)}/conclude`, { body: { variant } });
export const rollback = (name, revision, from) =>
  ask('POST', `${taskPath(name)}/rollback`, { body: { revision }, headers: ifRevision(from) });
export const putVariant = (name, variant, body) => ask('PUT', variantPath(name, variant), { body });
export const removeVariant = (name, variant) => ask('DELETE', variantPath(name, variant));
/** One of pause and resume. */
export const actOnVariant = (name, variant, what) => ask('POST', `${variantPath(name, variant)}/${what}`);

export const decide = (request) => ask('POST', '/v1/decide', { body: request });
export const reward = (request) => ask('POST', '/v1/rewards', { body: request });
