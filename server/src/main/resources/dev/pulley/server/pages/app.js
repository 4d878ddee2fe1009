// The frame: who is looking, where to go, and the view that the address names.

import './theme.js';
import * as api from './api.js';
import * as router from './router.js';
import * as session from './session.js';
import * as theme from './theme.js';
import { notice } from './dialog.js';
import { button, element, show } from './dom.js';
import { editView, newView } from './view-edit.js';
import { signInView } from './view-sign-in.js';
import { taskView } from './view-task.js';
import { tasksView } from './view-tasks.js';
import { tryView } from './view-try.js';

const VIEWS = { tasks: tasksView, new: newView, task: taskView, edit: editView, try: tryView };
const STATES = { connecting: 'connecting …', live: 'live', cut: 'not live: connection lost, trying again' };

const header = document.getElementById('header');
const main = document.getElementById('main');
const icon = document.querySelector('link[rel="icon"]').href;

/** Where somebody writes what would be a pity to lose. */
const FORMS = new Set(['new', 'edit']);

let state = null;
let close = () => {};
/** The form that was open when its session ended: out of sight, until somebody of the same tenant is there again. */
let held = null;

function showHeader() {
  const { view } = router.now();
  const link = (text, place) =>
    element('a', { href: router.format(place), 'aria-current': view === place.view ? 'page' : null }, text);
  show(
    header,
    element('a', { class: 'brand', href: '#/' }, element('img', { src: icon, alt: '', width: 26, height: 26 }), 'Pulley'),
    element(
      'nav',
      { 'aria-label': 'Pages' },
      session.isSignedIn()
        ? [link('Tasks', { view: 'tasks' }), session.mayChange() ? link('New task', { view: 'new' }) : null]
        : null,
    ),
    element(
      'div',
      { class: 'tools' },
      state === null ? null : element('span', { class: 'live', 'data-state': state, role: 'status' }, STATES[state]),
      button(theme.isDark() ? 'Light' : 'Dark', theme.toggle, { class: 'plain', 'aria-label': 'Change between light and dark' }),
      session.hasCookie() ? button('Sign out', leave, { class: 'plain' }) : null,
    ),
  );
}

/** What a view may do with the frame. */
const frame = {
  setState(next) {
    state = next;
    showHeader();
    if (next === 'cut') {
      lookWhoIsThere();
    }
  },
  setTitle(title) {
    document.title = title === null ? 'Pulley' : `${title} · Pulley`;
  },
};

/** A request is refused, and a stream ends, also when the session does. */
async function lookWhoIsThere() {
  if (!session.isSignedIn()) {
    return;
  }
  const { tenant } = session.who();
  try {
    await session.load();
  } catch {
    // The server is away, which the header says already.
    return;
  }
  if (session.isSignedIn()) {
    return;
  }
  if (held === null && FORMS.has(router.now().view)) {
    held = { tenant, address: location.hash, form: main.firstElementChild, close };
    close = () => {};
  }
  showView();
}

/** Shows the form again that a session's end interrupted; answers whether there is one. */
function resume() {
  if (held === null || !session.mayChange()) {
    return false;
  }
  const { form, close: closeForm } = held;
  held = null;
  main.replaceChildren(form);
  close = closeForm;
  notice('You are signed in again. What you wrote is as you left it.');
  return true;
}

/** Whoever goes elsewhere, or is of another tenant, does not want it, or must not see it. */
function forget() {
  if (held !== null && (held.address !== location.hash || (session.isSignedIn() && session.who().tenant !== held.tenant))) {
    held.close();
    held = null;
  }
}

async function leave() {
  await session.signOut();
  showView();
}

/** Closes the view that is shown and opens the one that the address names. */
function showView() {
  close();
  close = () => {};
  // What a dialog asks is about what was shown.
  document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
  state = null;
  forget();
  const place = router.now();
  frame.setTitle(place.task ?? null);
  showHeader();
  const root = element('div', { class: 'stack' });
  main.replaceChildren(root);
  scrollTo(0, 0);
  if (!session.isSignedIn() || !(session.mayLook() || session.mayDecide())) {
    close = signInView(root, { onSignedIn: showView, isKept: held !== null }) ?? close;
    return;
  }
  if (resume()) {
    return;
  }
  const view = VIEWS[place.view];
  if (view === undefined) {
    show(root, element('div', { class: 'panel empty' }, element('h1', {}, 'There is nothing here'), element('a', { href: '#/' }, 'To all tasks')));
    return;
  }
  close = view(root, place, frame) ?? close;
}

async function start() {
  api.whenUnauthenticated(lookWhoIsThere);
  addEventListener('hashchange', () => {
    showView();
    main.focus({ preventScroll: true });
  });
  theme.onChange(showHeader);
  showHeader();
  show(main, element('p', { class: 'quiet' }, 'Asking the server …'));
  try {
    await session.load();
    showView();
  } catch (problem) {
    show(
      main,
      element('div', { class: 'panel empty' }, element('p', { class: 'alarm', role: 'alert' }, `The server can't be asked: ${problem.message}`), button('Try again', start)),
    );
  }
}

start();
