import { controlOf, type Choice } from './control.ts';
import { isRecord, type Definitions } from './settle.ts';

/** Which of the choices a value was made by: the one it contradicts least. */
export const bestChoice = (choices: readonly Choice[], value: unknown, definitions: Definitions): number => {
  if (value === undefined) return 0;
  const scores = choices.map(({ schema }) => score(schema, value, definitions));
  return Math.max(0, scores.indexOf(Math.max(...scores)));
};

const score = (schema: unknown, value: unknown, definitions: Definitions): number => {
  const control = controlOf(schema, definitions);
  switch (control.kind) {
    case 'object':
      return isRecord(value) ? objectScore(control.properties, value, definitions) : -10;
    case 'map':
      return isRecord(value) ? 1 : -10;
    case 'list':
      return Array.isArray(value) ? 5 : -10;
    case 'constant':
      return control.value === value ? 10 : -10;
    case 'options':
      return control.values.includes(value) ? 8 : -10;
    case 'number':
      return typeof value === 'number' ? 5 : -10;
    case 'yes-no':
      return typeof value === 'boolean' ? 5 : -10;
    case 'text':
      return typeof value === 'string' ? 5 : -10;
    case 'file':
      return isRecord(value) && 'base64' in value ? 5 : -10;
    case 'choice':
    case 'json':
      return 0;
    default:
      return control satisfies never;
  }
};

type Properties = readonly { readonly name: string; readonly schema: unknown; readonly required: boolean }[];

const objectScore = (
  properties: Properties,
  value: Readonly<Record<string, unknown>>,
  definitions: Definitions,
): number => {
  let sum = 0;
  for (const { name, schema, required } of properties) {
    if (value[name] === undefined) sum -= required ? 1 : 0;
    else {
      const control = controlOf(schema, definitions);
      // A constant is how documents tell the kinds apart.
      sum += control.kind !== 'constant' ? 1 : control.value === value[name] ? 100 : -100;
    }
  }
  const known = new Set(properties.map(({ name }) => name));
  return sum - Object.keys(value).filter((name) => !known.has(name)).length;
};
