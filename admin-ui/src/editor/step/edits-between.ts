import { pointerTo } from '../../schema-form/pointer.ts';
import { isRecord } from '../../schema-form/settle.ts';

/** One thing that is different: a value to put somewhere, to take away (undefined), or a name to change. */
export type Edit =
  { readonly pointer: string; readonly value: unknown } | { readonly pointer: string; readonly name: string };

const same = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

/**
 * What a form has changed, as the smallest edits that make one value of the other: what is not touched keeps its text, with
 * comments and all.
 */
export const editsBetween = (before: unknown, after: unknown, pointer = ''): readonly Edit[] => {
  if (same(before, after) && !(isRecord(before) && isRecord(after))) return [];
  if (isRecord(before) && isRecord(after)) return recordEdits(before, after, pointer);
  if (Array.isArray(before) && Array.isArray(after)) return listEdits(before, after, pointer);
  return [{ pointer, value: after }];
};

type Fields = Readonly<Record<string, unknown>>;

const recordEdits = (before: Fields, after: Fields, pointer: string): readonly Edit[] => {
  const renamed = renameBetween(before, after);
  if (renamed !== undefined) return [{ pointer: pointerTo(pointer, renamed.from), name: renamed.to }];
  const edits: Edit[] = [];
  for (const name of Object.keys(before)) {
    const at = pointerTo(pointer, name);
    if (after[name] === undefined) edits.push({ pointer: at, value: undefined });
    else edits.push(...editsBetween(before[name], after[name], at));
  }
  for (const name of Object.keys(after)) {
    if (!Object.hasOwn(before, name) && after[name] !== undefined)
      edits.push({ pointer: pointerTo(pointer, name), value: after[name] });
  }
  return edits;
};

/** One name is another now, and what it holds and where it stands is as it was. */
const renameBetween = (
  before: Fields,
  after: Fields,
): { readonly from: string; readonly to: string } | undefined => {
  const [old, fresh] = [Object.keys(before), Object.keys(after)];
  if (old.length !== fresh.length) return undefined;
  const moved = old.flatMap((name, at) => (name === fresh[at] ? [] : [at]));
  const [at] = moved;
  if (moved.length !== 1 || at === undefined) return undefined;
  const [from = '', to = ''] = [old[at], fresh[at]];
  const kept = old.every((name) => name === from || same(before[name], after[name]));
  return kept && !Object.hasOwn(before, to) && same(before[from], after[to]) ? { from, to } : undefined;
};

const listEdits = (
  before: readonly unknown[],
  after: readonly unknown[],
  pointer: string,
): readonly Edit[] => {
  if (before.length === after.length)
    return before.flatMap((item, at) => editsBetween(item, after[at], pointerTo(pointer, at)));
  if (after.length === before.length + 1 && before.every((item, at) => same(item, after[at])))
    return [{ pointer: pointerTo(pointer, before.length), value: after.at(-1) }];
  if (after.length === before.length - 1) {
    const gone = before.findIndex((item, at) => !same(item, after[at]));
    const rest = before.filter((_item, at) => at !== gone);
    if (gone >= 0 && same(rest, after)) return [{ pointer: pointerTo(pointer, gone), value: undefined }];
  }
  return [{ pointer, value: after }];
};
