import type { YamlMap, YamlNode } from '../../yaml/yaml-node.ts';
import { isMerge, nameOf } from './plain-tree.ts';

type Fields = Readonly<Record<string, unknown>>;

export type FieldTurn =
  | {
      readonly keep: number;
      /** What it is called now, and what it was called; undefined for what plain data does not know: it stays as it is. */
      readonly name: string | undefined;
      readonly from: string | undefined;
    }
  | { readonly put: { readonly name: string; readonly value: unknown } };

interface FieldChange {
  readonly before: Fields;
  readonly now: Fields;
  /** Aliases that are to say themselves what they stand for. */
  readonly out: ReadonlySet<YamlNode>;
}

const isOut = (node: YamlNode, out: ReadonlySet<YamlNode>): boolean =>
  out.has(node) || (node.kind === 'list' && node.items.some((item) => out.has(item.node)));

/** What becomes of the fields of a map. Those that stay do so in their order, new ones follow the one that they follow now. */
export const planFields = ({ entries }: YamlMap, { before, now, out }: FieldChange): FieldTurn[] => {
  const seen = new Set<string>();
  const turns: FieldTurn[] = [];
  for (const [keep, entry] of entries.entries()) {
    const name = nameOf(entry);
    if (isMerge(entry) && isOut(entry.value, out)) continue;
    const known = name !== undefined && Object.hasOwn(before, name) && !seen.has(name);
    if (!known) turns.push({ keep, name: undefined, from: undefined });
    else {
      seen.add(name);
      const called = Object.hasOwn(now, name) ? name : renamed(name, before, now);
      if (called !== undefined) turns.push({ keep, name: called, from: name });
    }
  }
  const names = Object.keys(now);
  for (const [at, name] of names.entries()) {
    if (turns.some((turn) => calledIn(turn) === name)) continue;
    // A merge key gives it, and nothing is different.
    if (out.size === 0 && Object.hasOwn(before, name) && before[name] === now[name] && !seen.has(name))
      continue;
    const last = names[at - 1];
    const index = last === undefined ? -1 : turns.findIndex((turn) => calledIn(turn) === last);
    turns.splice(last === undefined ? 0 : index < 0 ? turns.length : index + 1, 0, {
      put: { name, value: now[name] },
    });
  }
  return turns;
};

const calledIn = (turn: FieldTurn): string | undefined => ('keep' in turn ? turn.name : turn.put.name);

/** Another name at the same place with the same inside. */
const renamed = (name: string, before: Fields, now: Fields): string | undefined => {
  const at = Object.keys(before).indexOf(name);
  const called = Object.keys(now)[at];
  if (called === undefined || Object.hasOwn(before, called)) return undefined;
  return now[called] === before[name] ? called : undefined;
};
