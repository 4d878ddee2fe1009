// Light or dark: as the system has it, unless somebody chose.

const STORED = 'pulley-theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();

const chosen = () => localStorage.getItem(STORED);

export const isDark = () => (chosen() ?? (dark.matches ? 'dark' : 'light')) === 'dark';

function apply() {
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
apply();

/** A custom property of the style sheet, as it is now. */
export const property = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
