import type { JsonSchema } from '../core/connector.ts';
import { unescapeStep } from '../core/json-pointer.ts';

const prefix = '#/$defs/';

/** The name of the definition that a reference of a connector's schemas means. */
export const definitionOf = (ref: string): string => unescapeStep(ref.slice(prefix.length));

/** Only the definitions that a schema reaches: all of them beside each schema made lists of 189 MB elsewhere. */
export const closureOf = (
  schema: JsonSchema,
  definitions: Readonly<Record<string, JsonSchema>>,
): Record<string, JsonSchema> => {
  const reached: Record<string, JsonSchema> = {};
  const queue: unknown[] = [schema];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (Array.isArray(next)) queue.push(...(next as unknown[]));
    else if (typeof next === 'object' && next !== null) {
      const ref = (next as Record<string, unknown>)['$ref'];
      if (typeof ref === 'string' && ref.startsWith(prefix)) {
        const name = definitionOf(ref);
        if (!Object.hasOwn(reached, name) && Object.hasOwn(definitions, name)) {
          const definition = definitions[name] ?? true;
          reached[name] = definition;
          queue.push(definition);
        }
      }
      for (const value of Object.values(next))
        if (typeof value === 'object' && value !== null) queue.push(value);
    }
  }
  return reached;
};
