// Which time the charts show, and in what steps.

import { element, select } from './dom.js';
import { millisOf } from './steps.js';

const RANGES = [
  ['', 'All of it'],
  ['15m', 'Last 15 minutes'],
  ['1h', 'Last hour'],
  ['24h', 'Last 24 hours'],
  ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'],
  ['90d', 'Last 90 days'],
];
const STEPS = ['', '10s', '1m', '5m', '15m', '1h', '6h', '1d', '7d'].map((step) => [step, step === '' ? 'Step: automatic' : `Step: ${step}`]);

/** What is asked of the history. */
export function asked({ range, step }) {
  const millis = range === '' ? null : millisOf(range);
  return { from: millis === null ? '' : new Date(Date.now() - millis).toISOString(), step };
}

/** The choices, and what is wrong where the history can't be had. */
export function rangeControls(settings, onChange, fault) {
  return [
    select('Time range', RANGES, settings.range, (range) => onChange({ range })),
    select('Step', STEPS, settings.step, (step) => onChange({ step })),
    fault === null ? null : element('span', { class: 'fault', role: 'alert' }, fault),
  ];
}
