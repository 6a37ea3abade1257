import { isTree } from './tree.ts';

type Writable = Record<string, unknown>;

/**
 * Below these stand names that people chose, not words of the specification: a property called `default` is a schema,
 * and the answer called `default` too.
 */
const namesBelow = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', 'definitions', '$defs', 'schemas', 'parameters'],
  ...['responses', 'headers', 'requestBodies', 'securitySchemes', 'links', 'callbacks', 'pathItems', 'paths'],
  ...['webhooks', 'content', 'encoding', 'variables', 'mediaTypes', 'examples'],
]);
/** Values that people show or compare with: what looks like a reference there is none. */
const shown = new Set(['example', 'default', 'enum', 'const', 'value']);

/** One place where a document refers to something, and the hand to change it. */
export interface Reference {
  readonly text: string;
  /** Only `$ref` is worth fetching a file for. */
  readonly kind: '$ref' | 'mapping' | 'operationRef';
  readonly path: readonly string[];
  replace(text: string): void;
}

/** Calls for each reference in a tree, in the order of the text. Replacing it changes the tree. */
export const eachReference = (tree: unknown, visit: (reference: Reference) => void): void => {
  const path: string[] = [];

  const walk = (value: unknown, areNames: boolean): void => {
    if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) inside(String(at), item, false);
    } else if (isTree(value)) {
      for (const key of Object.keys(value)) {
        const item = value[key];
        if (!areNames && typeof item === 'string' && (key === '$ref' || key === 'operationRef'))
          report(value, key, key);
        else if (!areNames && key === 'discriminator') mappingOf(item);
        else if (areNames || !isShown(key, item)) inside(key, item, !areNames && isNaming(key, item));
      }
    }
  };
  const inside = (step: string, value: unknown, areNames: boolean): void => {
    if (typeof value !== 'object' || value === null) return;
    path.push(step);
    walk(value, areNames);
    path.pop();
  };
  const report = (holder: object, key: string, kind: Reference['kind']): void => {
    const writable = holder as Writable;
    visit({
      text: String(writable[key]),
      kind,
      path: [...path, key],
      replace: (text) => {
        writable[key] = text;
      },
    });
  };
  const mappingOf = (discriminator: unknown): void => {
    const mapping = isTree(discriminator) ? discriminator['mapping'] : undefined;
    if (!isTree(mapping)) return;
    for (const [key, value] of Object.entries(mapping)) {
      // Without a slash or an ending it is the name of a schema.
      if (typeof value === 'string' && /[#/]|\.(?:ya?ml|json)$/i.test(value)) report(mapping, key, 'mapping');
    }
  };

  walk(tree, false);
};

const isShown = (key: string, value: unknown): boolean =>
  shown.has(key) || (key === 'examples' && Array.isArray(value));

const isNaming = (key: string, value: unknown): boolean => namesBelow.has(key) && isTree(value);
