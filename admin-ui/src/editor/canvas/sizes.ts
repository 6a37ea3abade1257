import type { Step } from '../document/flow-shape.ts';

/** How large things are drawn. By what they are and not by measuring them: a layout needs no page. */
export const sizes = {
  card: { width: 240, height: 56 },
  /** A card that says when it is done at all. */
  tall: { width: 240, height: 76 },
  trigger: { width: 240, height: 56 },
  end: { width: 96, height: 28 },
  stop: { width: 128, height: 26 },
  empty: { width: 176, height: 36 },
  /** Above what stands in a frame. */
  header: 56,
  tallHeader: 76,
  /** Above what stands in a part of a frame. */
  part: 28,
  padding: 16,
  /** Between two boxes one below the other: room for a plus. */
  gap: 48,
  /** The same where the way has a name. */
  labelled: 76,
  /** From where ways part to the first box of a branch: room for its label and a plus. */
  fan: 84,
  /** Between two branches. */
  between: 32,
  /** A branch is at least as wide as its label. */
  branch: 176,
  lane: 20,
  laneLabel: 128,
} as const;

export interface Size {
  readonly width: number;
  readonly height: number;
}

const saysWhen = ({ task }: Step): boolean => task['if'] !== undefined;
export const cardSize = (step: Step): Size => (saysWhen(step) ? sizes.tall : sizes.card);
export const headerHeight = (step: Step): number => (saysWhen(step) ? sizes.tallHeader : sizes.header);
