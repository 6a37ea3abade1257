import type { Keywords } from './keyword-shapes.ts';
import { at, type Tree } from './tree.ts';

/** What OpenAPI 2.0 and 3.0 say in words of their own, in those of JSON Schema 2020-12. */
export const fromDraft4 = (schema: Tree, out: Keywords): Keywords => {
  if (schema['exclusiveMinimum'] === true && out['minimum'] !== undefined) {
    out['exclusiveMinimum'] = out['minimum'];
    delete out['minimum'];
  }
  if (schema['exclusiveMaximum'] === true && out['maximum'] !== undefined) {
    out['exclusiveMaximum'] = out['maximum'];
    delete out['maximum'];
  }
  const example = at(schema, 'example');
  if (example !== undefined && out['examples'] === undefined) out['examples'] = [example];
  return at(schema, 'nullable') === true || at(schema, 'x-nullable') === true ? withNull(out) : out;
};

const binding = ['allOf', 'anyOf', 'oneOf', 'not', 'const'];
const annotations = ['title', 'description', 'default', 'examples', 'deprecated'];

/** The specification ties `nullable` to a type beside it; the documents mean it wherever they write it. */
const withNull = (out: Keywords): Keywords => {
  if (binding.some((keyword) => out[keyword] !== undefined)) {
    const entries = Object.entries(out);
    const isAbout = ([keyword]: [string, unknown]): boolean => annotations.includes(keyword);
    return {
      ...Object.fromEntries(entries.filter(isAbout)),
      anyOf: [Object.fromEntries(entries.filter((entry) => !isAbout(entry))), { type: 'null' }],
    };
  }
  if (typeof out['type'] === 'string') out['type'] = [out['type'], 'null'];
  if (Array.isArray(out['enum']) && !out['enum'].includes(null))
    out['enum'] = [...(out['enum'] as unknown[]), null];
  return out;
};
