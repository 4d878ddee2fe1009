// A table whose columns explain themselves, which can be sorted and saved as CSV.

import { element, button } from './dom.js';
import { explained } from './explain.js';
import { downloadCsv } from './export.js';

/**
 * The cells of a table. A column has {title, text, cell, value, number}; `cell` makes what is shown of a row, `value` what
 * is sorted by and saved.
 */
export function table(columns, rows, { caption, sort, onSort, rowClass, rowKey }) {
  const sorted = sortedBy(columns, rows, sort);
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    element(
      'table',
      { class: 'data' },
      element('caption', { class: 'unseen' }, caption),
      element(
        'thead',
        {},
        element('tr', {}, columns.map((column, place) => heading(column, place, sort, onSort))),
      ),
      element(
        'tbody',
        {},
        sorted.map((row) =>
          element(
            'tr',
            { class: rowClass?.(row), 'data-key': rowKey(row) },
            columns.map((column, place) =>
              element(place === 0 ? 'th' : 'td', { class: column.number ? 'number' : null, scope: place === 0 ? 'row' : null }, column.cell(row)),
            ),
          ),
        ),
      ),
    ),
  );
}

/** One thing to point at: it says what the column means, and sorts by it. */
function heading(column, place, sort, onSort) {
  const isSorted = sort?.column === place;
  const direction = sort?.descending ? 'descending' : 'ascending';
  const canSort = column.value !== undefined && onSort !== undefined;
  const arrow = isSorted ? (sort.descending ? ' ↓' : ' ↑') : '';
  const title = `${column.title}${arrow}`;
  let content = title;
  if (column.text !== undefined) {
    content = explained(title, column.text, canSort ? { onClick: () => onSort(place) } : {});
  } else if (canSort) {
    content = button(title, () => onSort(place), { class: 'sort' });
  }
  return element('th', { scope: 'col', class: column.number ? 'number' : null, 'aria-sort': isSorted ? direction : null }, content);
}

/** How a table is sorted, in a link: by a column's title, with a dash before it where the greatest comes first. */
export function sortNamed(columns, name) {
  const descending = name.startsWith('-');
  const column = columns.findIndex(({ title }) => title === name.slice(descending ? 1 : 0));
  return column < 0 ? null : { column, descending };
}

/** The name of the sort that pressing a column's heading leads to. */
export const nextSort = ({ title }, name) => (name === `-${title}` ? title : `-${title}`);

function sortedBy(columns, rows, sort) {
  const value = columns[sort?.column]?.value;
  if (value === undefined) {
    return rows;
  }
  const ordered = [...rows].sort((one, other) => compare(value(one), value(other)));
  return sort.descending ? ordered.reverse() : ordered;
}

/** What is not known comes first, so that it is last where the greatest are wanted. */
export function compare(one, other) {
  if (one === other) {
    return 0;
  }
  if (one === null || one === undefined) {
    return -1;
  }
  if (other === null || other === undefined) {
    return 1;
  }
  // By code units, which orders names well enough; a language's order takes long where thousands are sorted at every key.
  return one < other ? -1 : 1;
}

export function saveTable(name, columns, rows) {
  const saved = columns.filter((column) => column.value !== undefined);
  downloadCsv(name, {
    columns: saved.map((column) => column.title),
    rows: rows.map((row) => saved.map((column) => column.value(row))),
  });
}
