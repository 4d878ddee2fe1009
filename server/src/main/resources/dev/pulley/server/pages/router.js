// Which view is shown stands behind the # of the address, with all that it takes to see the same again: a link restores it.

/** The view of an address, such as #/task/greeting/edit?step=1h. */
export function parse(hash) {
  const [path, query = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '').map(decode);
  const parameters = Object.fromEntries(new URLSearchParams(query));
  if (parts.length === 0) {
    return { view: 'tasks', parameters };
  }
  if (parts[0] === 'new' && parts.length === 1) {
    return { view: 'new', parameters };
  }
  if (parts[0] === 'task' && parts.length === 2) {
    return { view: 'task', task: parts[1], parameters };
  }
  if (parts[0] === 'task' && parts.length === 3 && (parts[2] === 'edit' || parts[2] === 'try')) {
    return { view: parts[2], task: parts[1], parameters };
  }
  return { view: 'nothing', parameters };
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a view. */
export function format({ view, task, parameters = {} }) {
  const path = {
    tasks: '/',
    new: '/new',
    task: `/task/${encodeURIComponent(task)}`,
    edit: `/task/${encodeURIComponent(task)}/edit`,
    try: `/task/${encodeURIComponent(task)}/try`,
  }[view];
  const given = Object.entries(parameters).filter(([, value]) => value !== '' && value !== undefined && value !== null);
  const query = new URLSearchParams(given).toString();
  return `#${path}${query === '' ? '' : `?${query}`}`;
}

export const now = () => parse(location.hash);

export const go = (place) => {
  location.hash = format(place);
};

/** Notes in the address how the view is set, without a step of the browser's history, and without showing it anew. */
export function note(parameters) {
  const place = now();
  history.replaceState(null, '', format({ ...place, parameters: { ...place.parameters, ...parameters } }));
}
