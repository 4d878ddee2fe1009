// Light or dark: as the system has it, unless somebody chose.

const STORED = 'pulley-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();
/** Asking the browser has it work out all styles, so that what it said holds until the theme or the size changes. */
const known = new Map();

const chosen = () => localStorage.getItem(STORED);

export const isDark = () => (chosen() ?? (dark.matches ? 'dark' : 'light')) === 'dark';

function apply() {
  known.clear();
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  listeners.forEach((listener) => listener());
}

export function toggle() {
  const next = isDark() ? 'light' : 'dark';
  if (next === (dark.matches ? 'dark' : 'light')) {
    localStorage.removeItem(STORED);
  } else {
    localStorage.setItem(STORED, next);
  }
  apply();
}

/** Tells of every change, until the answer is called. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

dark.addEventListener('change', apply);
addEventListener('resize', () => known.clear());
apply();

/** A custom property of the style sheet, as it is now. */
export function property(name) {
  if (!known.has(name)) {
    known.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  }
  return known.get(name);
}
