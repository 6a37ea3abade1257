import { HubError } from '../../../core/errors.ts';
import { escapeStep, unescapeStep } from '../../../core/json-pointer.ts';
import { isList, isObject, own, type PlainObject } from '../../../core/schema/plain.ts';
import { partFields, sections, type Field, type Part } from './fields.ts';
import type { HideHosts } from './hide-hosts.ts';

export interface CopiedParts {
  copy(value: unknown, part: Part): unknown;
  /** What the copies refer to, and what that refers to. */
  components(): Record<string, Record<string, unknown>>;
  text(value: unknown): string | undefined;
}

const mostNodes = 400_000;
const deepest = 120;
const deepestInline = 60;
const mostSteps = 20;

interface Reached {
  readonly section: string;
  readonly name: string;
  /** Where it stands in the document. */
  readonly steps: readonly string[];
}

/** Copies of parts of a document with the fields that are named, and of what they refer to: nothing else comes along. */
export const openParts = (root: PlainObject, hide: HideHosts): CopiedParts => {
  const reached = new Map<string, Reached>();
  const taken = new Set<string>();
  let nodes = 0;
  const count = (depth: number): void => {
    nodes += 1;
    if (nodes > mostNodes || depth > deepest)
      throw new HubError('not_found', 'The document of this API is too large to be shown here.');
  };

  const plain = (value: unknown, depth: number): unknown => {
    count(depth);
    if (typeof value === 'string') return hide(value);
    if (isList(value)) return value.map((item) => plain(item, depth + 1));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, plain(held, depth + 1)]));
  };

  const copyField = (value: unknown, field: Field, depth: number): unknown => {
    if (field === 'value') return plain(value, depth);
    if ('one' in field) return copyPart(value, field.one, depth);
    if ('list' in field) return copyList(value, field.list, depth);
    if ('oneOrList' in field)
      return isList(value)
        ? copyList(value, field.oneOrList, depth)
        : copyPart(value, field.oneOrList, depth);
    return Object.fromEntries(
      Object.entries(isObject(value) ? value : {})
        // Elsewhere such a name is a header's or a property's.
        .filter(([name]) => field.map !== 'response' || !name.startsWith('x-'))
        .map(([name, held]) => [name, copyPart(held, field.map, depth)]),
    );
  };

  const copyList = (value: unknown, part: Part, depth: number): unknown[] =>
    (isList(value) ? value : []).map((item) => copyPart(item, part, depth));

  const copyPart = (value: unknown, part: Part, depth: number): unknown => {
    count(depth);
    if (typeof value === 'boolean') return value;
    // As Swagger 2.0 writes it.
    if (part === 'discriminator' && typeof value === 'string') return { propertyName: value };
    if (!isObject(value)) return {};
    const reference = own(value, '$ref');
    if (typeof reference === 'string') return copyReference(reference, part, depth);
    const fields = partFields[part];
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, held]) => {
        const field = own(fields, name) as Field | undefined;
        return field === undefined ? [] : [[name, copyField(held, field, depth + 1)]];
      }),
    );
  };

  /** To elsewhere: nobody who reads this could follow it. */
  const copyReference = (reference: string, part: Part, depth: number): unknown => {
    if (!reference.startsWith('#/')) return {};
    const steps = reference.slice(2).split('/').map(stepOf);
    const found = find(steps);
    if (found === undefined) return {};
    const section = sectionOf(part);
    // A part that has no place among the components is repeated; what holds itself this way has no end.
    if (section === undefined) return depth > deepestInline ? {} : copyPart(found, part, depth + 10);
    return { $ref: `#/components/${section}/${escapeStep(nameFor(section, steps))}` };
  };

  /** Whatever stands elsewhere, in a file of its own or among the definitions of Swagger, is a component too. */
  const nameFor = (section: string, steps: readonly string[]): string => {
    const place = JSON.stringify([section, ...steps]);
    const known = reached.get(place);
    if (known !== undefined) return known.name;
    const wish = (steps.at(-1) ?? '').replace(/[^\w.-]+/g, '_') || 'part';
    let name = wish;
    for (let number = 2; taken.has(`${section} ${name}`); number += 1) name = `${wish}-${number}`;
    taken.add(`${section} ${name}`);
    reached.set(place, { section, name, steps });
    return name;
  };

  const find = (steps: readonly string[]): unknown => {
    if (steps.length > mostSteps) return undefined;
    let at: unknown = root;
    for (const step of steps) {
      if (isObject(at)) at = own(at, step);
      else if (isList(at)) at = at[Number(step)];
      else return undefined;
    }
    return at;
  };

  return {
    copy: (value, part) => copyPart(value, part, 0),
    components: () => {
      const copied = new Map<string, [string, unknown][]>();
      // What is found on the way is added to the end, and comes to its turn.
      for (const { section, name, steps } of reached.values()) {
        const value = copyPart(find(steps), own(sections, section) as Part, 0);
        const others = copied.get(section);
        if (others === undefined) copied.set(section, [[name, value]]);
        else others.push([name, value]);
      }
      return Object.fromEntries([...copied].map(([section, held]) => [section, Object.fromEntries(held)]));
    },
    text: (value) => (typeof value === 'string' ? hide(value) : undefined),
  };
};

const sectionOf = (part: Part): string | undefined =>
  Object.keys(sections).find((section) => sections[section] === part);

const stepOf = (step: string): string => {
  try {
    return unescapeStep(decodeURIComponent(step));
  } catch {
    return unescapeStep(step);
  }
};
