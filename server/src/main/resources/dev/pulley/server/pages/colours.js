// A variant has one colour, everywhere on a page: by its place in the definition. The eight are told apart by people who
// see colours differently (after M. Okabe and K. Ito, Color Universal Design, 2008, darkened or lightened for contrast);
// from the ninth variant on they come again, with dashed lines.

import { isDark } from './theme.js';

const LIGHT = ['#0072b2', '#d98a00', '#008f68', '#b8578c', '#3d9ad6', '#c44f00', '#857500', '#5f6b7a'];
const DARK = ['#4fa8e0', '#f0b429', '#2bc79a', '#e49ac6', '#9bd6f8', '#f2824a', '#d6c945', '#a9b4c2'];

export const palette = () => (isDark() ? DARK : LIGHT);

/** The colour and the line of each of some names, in their order. */
export function coloursOf(names) {
  const colours = palette();
  return new Map(
    names.map((name, place) => [
      name,
      { colour: colours[place % colours.length], line: place < colours.length ? 'solid' : 'dashed' },
    ]),
  );
}

/** The class that has a variant's colour in the style sheet. */
export const swatchClass = (place) => `swatch swatch-${place % LIGHT.length}${place < LIGHT.length ? '' : ' again'}`;
