// One chart: its frame, title, explanation and files, and the drawing itself, which is ECharts' and in SVG. The library is
// loaded when the first chart is drawn, so that words and figures are there before.

import { element, button, show } from './dom.js';
import { explained } from './explain.js';
import { download, downloadCsv } from './export.js';
import * as theme from './theme.js';

const ANIMATION_MILLIS = 250;
const ANIMATED_POINTS_MAX = 1500;
let library;

const load = () => (library ??= import('./echarts.js'));

/** Fetches the library and has it ready, without running it: words and figures come first. */
export function prepare() {
  const href = new URL('./echarts.js', import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`) === null) {
    document.head.append(element('link', { rel: 'modulepreload', href }));
  }
}
const isStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * A chart's frame. `describe` says in words what it shows, for those who don't see it. `draw` is given what the chart's
 * module made: {option, points, words, table, legend} or {empty: why}. `close` must be called at the end.
 */
export function chart({ title, explanation, name, size = 'tall' }) {
  const legend = element('ul', { class: 'legend' });
  const canvas = element('div', { class: `chart ${size}`, role: 'img', 'aria-label': title });
  const why = element('div', { class: `chart-empty ${size}`, hidden: true });
  const svg = button('SVG', () => download(`${name}.svg`, 'image/svg+xml', markup()), {
    class: 'plain',
    'aria-label': `Save the chart "${title}" as SVG`,
    disabled: true,
  });
  const csv = button('CSV', () => downloadCsv(name, latest.table), {
    class: 'plain',
    'aria-label': `Save the figures of "${title}" as CSV`,
    disabled: true,
  });
  const node = element(
    'figure',
    { class: 'panel' },
    element('header', {}, element('h2', {}, explained(title, explanation)), svg, csv),
    legend,
    canvas,
    why,
  );
  let drawing;
  let latest;
  let isClosed = false;
  let isWaiting = false;

  const markup = () => {
    const copy = canvas.querySelector('svg').cloneNode(true);
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}`;
  };
  /** What is drawn before the library is there is drawn once, as it is by then. */
  const render = async () => {
    if (isWaiting) {
      return;
    }
    isWaiting = true;
    const echarts = await load();
    isWaiting = false;
    if (isClosed || latest.empty !== undefined) {
      return;
    }
    drawing ??= echarts.init(canvas, null, { renderer: 'svg' });
    drawing.setOption({ ...frame(latest), ...latest.option }, { replaceMerge: ['series', 'xAxis', 'yAxis'] });
    svg.disabled = false;
  };
  const sizes = new ResizeObserver(() => drawing?.resize());
  sizes.observe(canvas);
  const forget = theme.onChange(() => latest?.redraw?.());

  return {
    node,
    draw(made) {
      latest = made;
      canvas.hidden = made.empty !== undefined;
      why.hidden = made.empty === undefined;
      show(why, made.empty ?? '');
      show(legend, made.empty === undefined ? (made.legend ?? []) : []);
      csv.disabled = made.table === undefined;
      if (made.empty === undefined) {
        canvas.setAttribute('aria-label', `${title}. ${made.words}`);
        return render();
      }
      return undefined;
    },
    close() {
      isClosed = true;
      sizes.disconnect();
      forget();
      drawing?.dispose();
    },
  };
}

/** What all charts have in common. */
function frame({ points }) {
  return {
    animation: !isStill() && points <= ANIMATED_POINTS_MAX,
    animationDuration: ANIMATION_MILLIS,
    animationDurationUpdate: ANIMATION_MILLIS,
    textStyle: { fontFamily: theme.property('--font'), fontSize: 12 },
    grid: { left: 8, right: 28, top: 12, bottom: 4, containLabel: true },
  };
}

/** An axis in the page's colours. */
export function axis(more) {
  const text = theme.property('--quiet');
  const line = theme.property('--line');
  return {
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: text, hideOverlap: true, ...more.axisLabel },
    splitLine: { show: more.type === 'value', lineStyle: { color: line, opacity: 0.7 } },
    nameTextStyle: { color: text },
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'axisLabel')),
  };
}

/** A tooltip whose text is made by us, of elements: nothing that somebody wrote is ever read as markup. */
export function tooltip(rowsOf, trigger = 'axis') {
  return {
    trigger,
    confine: true,
    className: 'chart-tip',
    backgroundColor: theme.property('--surface'),
    borderColor: theme.property('--line'),
    textStyle: { color: theme.property('--text') },
    axisPointer: { type: 'line', lineStyle: { color: theme.property('--line-strong') } },
    transitionDuration: 0,
    formatter: (given) => {
      const { title, rows } = rowsOf(Array.isArray(given) ? given : [given]);
      return element(
        'div',
        {},
        element('p', {}, title),
        element(
          'table',
          {},
          rows.map(([place, name, value]) =>
            element(
              'tr',
              {},
              element('th', {}, place === null ? '' : element('span', { class: place }), name),
              element('td', {}, value),
            ),
          ),
        ),
      );
    },
  };
}

/** An entry of a legend. */
export const legendEntry = (swatch, text) => element('li', {}, element('span', { class: swatch }), text);
