// The stream of what is new, and whether it flows. A browser connects again by itself; where the server refused, we do.

const AGAIN_MILLIS = 3000;

/**
 * Follows some tasks until the answer is called.
 * `onStats` is given a task's stats, `onState` one of connecting, live and cut.
 */
export function follow(tasks, onStats, onState) {
  let source;
  let timer;
  const open = () => {
    onState('connecting');
    source = new EventSource(`/v1/stream?${new URLSearchParams(tasks.map((task) => ['task', task]))}`);
    source.addEventListener('open', () => onState('live'));
    source.addEventListener('stats', (event) => onStats(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      onState('cut');
      if (source.readyState === EventSource.CLOSED) {
        timer = setTimeout(open, AGAIN_MILLIS);
      }
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
