import { controlOf } from './control.ts';
import { entersOf, type Definitions } from './settle.ts';

/**
 * What a form begins with: the objects and constants that must be there, and nothing that the person has not said.
 * A schema that requires itself begins with nothing where it would go round.
 */
export const startValue = (
  given: unknown,
  definitions: Definitions,
  entered: readonly string[] = [],
): unknown => {
  const enters = entersOf(given);
  if (enters.some((name) => entered.includes(name))) return undefined;
  const within = [...entered, ...enters];
  const control = controlOf(given, definitions);
  switch (control.kind) {
    case 'constant':
      return control.value;
    case 'object':
      return Object.fromEntries(
        control.properties
          .filter(({ required }) => required)
          .map(({ name, schema }) => [name, startValue(schema, definitions, within)] as const)
          .filter(([, value]) => value !== undefined),
      );
    case 'map':
      return {};
    case 'list':
      return [];
    case 'choice':
      return startValue(control.choices[0]?.schema, definitions, within);
    case 'options':
    case 'text':
    case 'number':
    case 'yes-no':
    case 'file':
    case 'json':
      return undefined;
    default:
      return control satisfies never;
  }
};
