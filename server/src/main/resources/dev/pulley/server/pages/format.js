// Numbers, times and durations as people read them. Pure.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export const UNKNOWN = 'not known yet';

const SHORT_MAX = 22;

const isKnown = (value) => typeof value === 'number' && Number.isFinite(value);

/** How many. */
export function count(value) {
  if (!isKnown(value)) {
    return UNKNOWN;
  }
  return Math.abs(value) < 1e6 ? whole.format(value) : compact.format(value);
}

/** A probability or a share. Only what is 0 or 1 is shown as such. */
export function percent(value) {
  if (!isKnown(value)) {
    return UNKNOWN;
  }
  if (value > 0 && value < 0.001) {
    return '<0.1%';
  }
  if (value < 1 && value > 0.999) {
    return '>99.9%';
  }
  const percents = value * 100;
  const isRound = Math.abs(percents - Math.round(percents)) < 0.05;
  return `${percents.toFixed(isRound ? 0 : 1)}%`;
}

/** A percentage without decimals, as in a sentence. */
export function roughly(value) {
  if (!isKnown(value)) {
    return UNKNOWN;
  }
  if (value > 0 && value < 0.01) {
    return 'under 1%';
  }
  return value < 1 && value > 0.99 ? 'over 99%' : `${Math.round(value * 100)}%`;
}

/** Any amount, with two or three digits that matter. */
export function amount(value) {
  if (!isKnown(value)) {
    return UNKNOWN;
  }
  const size = Math.abs(value);
  if (size >= 1e6) {
    return compact.format(value);
  }
  if (size >= 100 || value === 0) {
    return whole.format(value);
  }
  return String(Number(value.toPrecision(size < 10 ? 2 : 3)));
}

/** A total of outcomes: so many calls where they are yes or no, of which parts matter only where there are few. */
export const totalOf = (kind) => (value) => (kind === 'binary' && isKnown(value) && Math.abs(value) >= 10 ? count(value) : amount(value));

/** A mean outcome: a rate where outcomes are yes or no, else an amount. */
export const meanOf = (kind) => (value) => (kind === 'binary' && isKnown(value) ? percent(value) : amount3(value));

function amount3(value) {
  return isKnown(value) && Math.abs(value) < 100 ? String(Number(value.toPrecision(3))) : amount(value);
}

/** A difference of means, with its sign; of rates in percentage points. */
export function difference(kind, value) {
  if (!isKnown(value)) {
    return UNKNOWN;
  }
  const sign = value > 0 ? '+' : '';
  if (kind === 'binary' && value !== 0 && Math.abs(value) < 0.0005) {
    return value > 0 ? 'under 0.1 pts' : '-0.0 pts';
  }
  return kind === 'binary' ? `${sign}${(value * 100).toFixed(1)} pts` : `${sign}${amount3(value)}`;
}

/** From one difference to another, with the unit once. */
export const differences = (kind, low, high) => range(low, high, (value) => difference(kind, value)).replace(' pts to ', ' to ');

/** From the lower to the upper end. */
export function range(low, high, format) {
  return isKnown(low) && isKnown(high) ? `${format(low)} to ${format(high)}` : UNKNOWN;
}

const UNITS = [
  ['d', 86400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
  ['ms', 0.001],
];

export function duration(seconds) {
  if (!isKnown(seconds)) {
    return UNKNOWN;
  }
  const [unit, size] = UNITS.find(([, least]) => seconds >= least) ?? ['s', 1];
  const value = seconds / size;
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ${unit}`;
}

export function ago(time, now = Date.now()) {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  return seconds < 2 ? 'just now' : `${duration(seconds)} ago`;
}

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** A moment, in the reader's time zone. */
export const moment = (time) => exact.format(new Date(time));

/** A name where there is little room: both its ends, since long ones often begin alike. */
export const shortened = (name) => (name.length <= SHORT_MAX ? name : `${name.slice(0, 12)}…${name.slice(-8)}`);

/** One or many of something. */
export const plural = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;
