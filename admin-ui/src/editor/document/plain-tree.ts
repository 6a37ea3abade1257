import { plainScalar } from '../../yaml/plain-scalar.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../../yaml/yaml-node.ts';
import type { TextMistake } from './flow-shape.ts';

/** The same as on the hub: what is larger cannot be saved. */
const mostValues = 200_000;

export interface PlainTree {
  readonly value: unknown;
  /** There is something that stands for something else. */
  readonly aliased: boolean;
}

/** Ten lines can say a thing a billion times: aliases are written out, and counted. */
class TooManyValues extends Error {}

/**
 * Nodes as plain data. What is wrong in them is told by the hub, and only passed over here: of fields of one name the first
 * counts, tags but `!!str` mean nothing, and what stands inside of itself is nothing there.
 */
export const plainTree = (root: YamlNode | null): PlainTree | TextMistake => {
  const anchors = new Map<string, YamlNode>();
  const open = new Set<YamlNode>();
  let values = 0;
  let aliased = false;

  const visit = (node: YamlNode): unknown => {
    values += 1;
    if (values > mostValues) throw new TooManyValues();
    if (node.kind === 'alias') {
      aliased = true;
      const target = anchors.get(node.name);
      return target === undefined || open.has(target) ? null : visit(target);
    }
    if (node.anchor !== null) {
      anchors.set(node.anchor, node);
      aliased = true;
    }
    if (node.kind === 'scalar') return scalarValue(node);
    open.add(node);
    const made = node.kind === 'list' ? node.items.map((item) => visit(item.node)) : fields(node);
    open.delete(node);
    return made;
  };

  const fields = ({ entries }: YamlMap): Record<string, unknown> => {
    const made: Record<string, unknown> = {};
    const merged: unknown[] = [];
    for (const entry of entries) {
      const { key, value } = entry;
      if (key.kind === 'scalar' && key.anchor !== null) anchors.set(key.anchor, key);
      const name = nameOf(entry);
      const one = visit(value);
      if (name === undefined || Object.hasOwn(made, name)) continue;
      if (isMerge(entry)) merged.push(...(Array.isArray(one) ? (one as unknown[]) : [one]));
      else putField(made, name, one);
    }
    for (const one of merged) {
      if (typeof one !== 'object' || one === null || Array.isArray(one)) continue;
      for (const [name, value] of Object.entries(one)) {
        if (!Object.hasOwn(made, name)) putField(made, name, value);
      }
    }
    return made;
  };

  try {
    return { value: root === null ? null : visit(root), aliased };
  } catch (error) {
    if (!(error instanceof TooManyValues)) throw error;
    const message = `The document has more than ${mostValues} values, with aliases written out.`;
    return { message, line: 1, column: 1 };
  }
};

/** A field called `__proto__` would change what the object is instead of being in it. */
export const putField = (into: Record<string, unknown>, name: string, value: unknown): void => {
  if (name !== '__proto__') into[name] = value;
  else Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
};

/** Undefined for a name that is no text at all. */
export const nameOf = ({ key }: YamlEntry): string | undefined =>
  key.kind === 'scalar' ? key.text : undefined;

export const isMerge = ({ key }: YamlEntry): boolean =>
  key.kind === 'scalar' && key.style === 'plain' && key.text === '<<';

const scalarValue = ({ text, style, tag }: YamlScalar): unknown =>
  style === 'plain' && tag !== '!!str' ? plainScalar(text) : text;
