import { percent } from '../../core/percent.ts';

/** Of the reserved characters those that change nothing in a query; the others would end or split the value. */
const harmless = /%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B|3D)/g;

/**
 * `allowReserved`: reserved characters and percent-encoded triples pass as they are. `&`, `+`, `#`, `[` and `]` are
 * encoded all the same: they stand for something else in a query, and a value must never become a second parameter.
 */
const percentReserved = (text: string): string =>
  text
    .split(/(%[0-9a-fA-F]{2})/)
    .map((piece, at) =>
      at % 2 === 1
        ? piece
        : percent(piece).replace(harmless, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    )
    .join('');

/** For lists joined by commas, which tell the items apart because those within an item are encoded. */
const percentReservedItem = (text: string): string => percentReserved(text).replaceAll(',', '%2C');

export const valueEncoder = (allowReserved: boolean, explode: boolean): ((text: string) => string) => {
  if (!allowReserved) return percent;
  return explode ? percentReserved : percentReservedItem;
};
