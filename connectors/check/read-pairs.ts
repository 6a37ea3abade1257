import type { ParameterStyle } from '../../core/connector.ts';
import type { Pairs } from './pairs.ts';
import { readNested } from './read-nested.ts';
import { readJoined, readList } from './read-text.ts';
import { readMember, readScalar, type TextShape } from './text-shape.ts';
import { Unreadable } from './unreadable.ts';

export interface PairStyle {
  readonly name: string;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  /** Its properties stand beside other parameters: those are not among them. */
  readonly others?: ReadonlySet<string>;
}

/** As the wire writes it, and as clients do that leave the delimiter as it is. */
const delimiters: Readonly<Partial<Record<ParameterStyle, RegExp>>> = {
  spaceDelimited: /%20|\+| /,
  tabDelimited: /%09|\t/,
  pipeDelimited: /%7C|\|/i,
};

/** The value of one parameter of a query, a form or of cookies; nothing where it is not there. */
export const readFromPairs = (styled: PairStyle, shape: TextShape, pairs: Pairs): unknown => {
  const { name, style, explode } = styled;
  const { list, record, scalars } = shape;
  if (style === 'deepObject') {
    const nested = readNested(name, shape, pairs);
    if (nested !== undefined) return nested;
  }
  const raws = pairs.of(name);
  if (style === 'form' && explode && record !== undefined && (raws === undefined || isPlainRecord(shape)))
    return readSpread(styled, shape, pairs);
  if (raws === undefined) return undefined;
  pairs.taken.add(name);
  const [raw = ''] = raws;
  if (explode && list !== undefined) {
    if (raws.length > 1) return readList(shape, raws, pairs.decode);
    const text = pairs.decode(raw);
    if (scalars.size > 0) {
      const value = readScalar(shape, text);
      if (typeof value !== 'string' || scalars.has('string')) return value;
    }
    const items = list().scalars;
    return text === '' && items.size > 0 && !items.has('string') ? [] : readList(shape, [raw], pairs.decode);
  }
  // Where anything may stand, several are several.
  if (raws.length > 1 && explode && isAnything(shape)) return readList(shape, raws, pairs.decode);
  if (raws.length > 1) throw new Unreadable(`is given ${raws.length} times`);
  if (explode) return readScalar(shape, pairs.decode(raw));
  return readJoined(shape, raw, { between: delimiters[style] ?? ',', decode: pairs.decode });
};

const isPlainRecord = ({ list, scalars }: TextShape): boolean => list === undefined && scalars.size === 0;

const isAnything = ({ list, record, scalars }: TextShape): boolean =>
  list === undefined && record === undefined && scalars.size === 0;

/** Each property of the object is a parameter of its own. */
const readSpread = ({ others }: PairStyle, { record }: TextShape, pairs: Pairs): object | undefined => {
  if (record === undefined) return undefined;
  const names = record.others
    ? [...pairs.names()].filter((name) => !pairs.taken.has(name) && others?.has(name) !== true)
    : record.names.filter((name) => pairs.of(name) !== undefined && others?.has(name) !== true);
  if (names.length === 0) return undefined;
  return Object.fromEntries(
    names.map((name) => {
      const raws = pairs.of(name) ?? [];
      pairs.taken.add(name);
      if (raws.length > 1) throw new Unreadable(`holds "${name.slice(0, 40)}" ${raws.length} times`);
      return [name, readMember(record.of(name), pairs.decode(raws[0] ?? ''))];
    }),
  );
};
