import type { JsonSchema } from '../core/connector.ts';

const prefix = '#/$defs/';

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
        const name = ref.slice(prefix.length).replace(/~1/g, '/').replace(/~0/g, '~');
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
