// What was done to a task, by whom, and the way back.

import * as api from './api.js';
import { button, element, show } from './dom.js';
import { explained } from './explain.js';
import { downloadCsv } from './export.js';
import { moment } from './format.js';

const PAGE = 20;

/** The trail's panel; `onRollback` is null where the reader may change nothing. */
export function trail(task, onRollback) {
  const list = element('ol', { class: 'trail' });
  const more = element('div', {});
  const node = element(
    'section',
    { class: 'panel' },
    element(
      'header',
      {},
      element('h2', {}, explained('What was changed', 'Everything that was done to this task, by whom and when; the newest first.')),
      button('CSV', save, { class: 'plain', 'aria-label': 'Save what was changed as CSV' }),
    ),
    list,
    more,
  );
  let changes = [];
  let next = null;

  function save() {
    downloadCsv(`${task}-changes`, {
      columns: ['at', 'revision', 'who', 'what', 'words'],
      rows: changes.map((change) => [change.at, change.revision, change.who, change.what, change.words]),
    });
  }
  function render(current) {
    show(list, changes.map((change) => entry(change, current, onRollback)));
    show(more, next === null ? null : button('Show older changes', () => load(current, next)));
  }
  /** Older changes that are shown already stay when newer ones come. */
  async function load(current, cursor) {
    const page = await api.changes(task, { limit: PAGE, cursor });
    if (cursor !== undefined) {
      changes = [...changes, ...page.changes];
      next = page.next;
    } else {
      const last = page.changes.at(-1)?.revision;
      const older = changes.length > 0 && last <= changes[0].revision ? changes.filter((change) => change.revision < last) : [];
      changes = [...page.changes, ...older];
      next = older.length > 0 ? next : page.next;
    }
    render(current);
  }
  return { node, load: (current) => load(current) };
}

/** A definition can be gone back to wherever it was changed. */
const DEFINING = new Set(['created', 'defined', 'rolled_back', 'variant_added', 'variant_changed', 'variant_removed']);

function entry(change, current, onRollback) {
  return element(
    'li',
    { 'data-key': `${change.revision}` },
    element('time', { class: 'quiet small', datetime: change.at }, moment(change.at)),
    element('span', {}, element('strong', {}, change.who), ` ${change.words}`, element('span', { class: 'quiet small' }, ` · revision ${change.revision}`)),
    onRollback !== null && DEFINING.has(change.what) && change.revision < current
      ? button('Go back to this', () => onRollback(change.revision), { class: 'plain', 'aria-label': `Go back to revision ${change.revision}` })
      : element('span', {}),
  );
}
