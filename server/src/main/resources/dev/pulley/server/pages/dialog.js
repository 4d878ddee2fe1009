// Asks before something is done, and says what was done.

import { button, element } from './dom.js';

const NOTICE_MILLIS = 6000;

/**
 * Asks with a dialog of its own. `body` is what it says, and `perform` is tried when somebody agrees; what it fails with is
 * shown, and the dialog stays. Answers whether it was done.
 */
export function confirm({ title, body, agree, isDangerous = false, perform }) {
  return new Promise((resolve) => {
    const fault = element('p', { class: 'fault', role: 'alert' });
    const yes = button(agree, run, { class: isDangerous ? 'danger' : 'primary' });
    const dialog = element(
      'dialog',
      { 'aria-label': title, on: { close: () => end(false) } },
      element(
        'div',
        { class: 'stack' },
        element('h2', {}, title),
        body,
        fault,
        element('div', { class: 'row' }, yes, button('Cancel', () => end(false))),
      ),
    );
    let isOver = false;
    function end(result) {
      if (!isOver) {
        isOver = true;
        dialog.remove();
        resolve(result);
      }
    }
    async function run() {
      yes.disabled = true;
      fault.textContent = '';
      try {
        await perform();
        end(true);
      } catch (problem) {
        fault.textContent = problem.message;
        yes.disabled = false;
      }
    }
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** What stands in place of a view that can't be shown. */
export const refusal = (problem) =>
  element(
    'div',
    { class: 'panel empty' },
    element('h1', {}, problem.code === 'unknown_task' ? 'There is no such task' : 'This can\'t be shown'),
    element('p', { class: 'alarm', role: 'alert' }, problem.message),
    element('a', { href: '#/' }, 'To all tasks'),
  );

/** Says something for a while. */
export function notice(text) {
  const node = element('div', { class: 'notice' }, text);
  document.getElementById('notices').append(node);
  setTimeout(() => node.remove(), NOTICE_MILLIS);
}
