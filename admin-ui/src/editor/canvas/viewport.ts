import type { Box, Drawing } from './drawing.ts';

interface Frame {
  readonly width: number;
  readonly height: number;
}

export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export const zooms = { least: 0.1, most: 1.5 } as const;

/** Smaller than this nobody reads what stands on a card. */
const readable = 0.65;
const edge = 32;
/** The search field stands there, in a narrow frame over the middle as well. */
const above = 56;

/** A small flow as a whole, a large one from its top on. */
export const firstView = ({ left, width, height }: Drawing, frame: Frame): View => {
  const fits = Math.min((frame.width - 2 * edge) / width, (frame.height - above - edge) / height);
  const zoom = fits >= readable ? Math.min(1, fits) : 1;
  const middle = fits >= readable ? left + width / 2 : 0;
  return { zoom, x: frame.width / 2 - middle * zoom, y: above };
};

/** All of it, however small. */
export const wholeView = ({ left, width, height }: Drawing, frame: Frame): View => {
  const fits = Math.min((frame.width - 2 * edge) / width, (frame.height - 2 * edge) / height);
  const zoom = Math.max(zooms.least, Math.min(1, fits));
  return {
    zoom,
    x: frame.width / 2 - (left + width / 2) * zoom,
    y: Math.max(edge, (frame.height - height * zoom) / 2),
  };
};

/** As now, moved only as far as the box needs to be seen; of a frame, its head. */
export const viewOn = (box: Box, now: View, frame: Frame): View | null => {
  const { zoom } = now;
  const height = Math.min(box.height, 96) * zoom;
  const wide = Math.min(box.width, 280) * zoom;
  const left = (box.x + box.width / 2) * zoom + now.x - wide / 2;
  const top = box.y * zoom + now.y;
  const seen =
    left >= edge && left + wide <= frame.width - edge && top >= edge && top + height <= frame.height - edge;
  if (seen) return null;
  return {
    zoom,
    x: frame.width / 2 - (box.x + box.width / 2) * zoom,
    y: frame.height / 3 - box.y * zoom,
  };
};
