// Trades a key for a cookie that scripts can't read. The key is in no address, and is kept nowhere.

import * as session from './session.js';
import { button, element } from './dom.js';

export function signInView(root, { onSignedIn, isKept }) {
  const key = element('input', { type: 'password', id: 'key', autocomplete: 'off', spellcheck: 'false', required: true });
  const fault = element('p', { class: 'fault', role: 'alert' });
  const submit = async (event) => {
    event.preventDefault();
    fault.textContent = '';
    const given = key.value.trim();
    key.value = '';
    try {
      await session.signIn(given);
      onSignedIn();
    } catch (problem) {
      fault.textContent = problem.status === 401 ? 'This key is not known here.' : problem.message;
      key.focus();
    }
  };
  root.append(
    element(
      'form',
      { class: 'panel stack sign-in', on: { submit } },
      element('h1', {}, 'Sign in'),
      session.isSignedIn() ? element('p', { class: 'fault' }, 'This key may not look at tasks: it needs the role view or admin.') : null,
      isKept ? element('p', {}, 'The session is over. What you wrote is kept on this page until you sign in again.') : null,
      element('label', { class: 'field', for: 'key' }, element('span', {}, 'Key'), key),
      fault,
      element('div', { class: 'row' }, button('Sign in', () => {}, { type: 'submit', class: 'primary' })),
      element('p', { class: 'quiet small' }, 'A key with the role view may look, one with admin may change. ', element('code', {}, './pulley keys create --role admin'), ' makes one.'),
    ),
  );
  key.focus();
}
