// What can be read off a hill: a density that was drawn over where a mean may be.

/**
 * Average and bar of a hill, so that they are of the same moment: hills come a little later than the stats. Nothing, where there
 * is no hill yet.
 */
export function ofHill(shape) {
  if (shape === undefined) {
    return {};
  }
  const { from, to, heights } = shape;
  const step = (to - from) / (heights.length - 1);
  const all = heights.reduce((sum, height) => sum + height, 0);
  const mean = from + step * (heights.reduce((sum, height, index) => sum + height * index, 0) / all);
  const quantile = (part) => {
    let below = 0;
    const index = heights.findIndex((height) => (below += height) >= part * all);
    return Math.min(to, Math.max(from, from + step * (index + 0.5 - (below - part * all) / heights[index])));
  };
  return { mean, low: quantile(0.025), high: quantile(0.975) };
}
