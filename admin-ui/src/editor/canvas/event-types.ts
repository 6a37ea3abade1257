import { listOf, mapOf, shortText } from './plain-values.ts';

/** Which events are waited for, and whether one of them is enough. */
export const eventTypesOf = (
  to: unknown,
): { readonly way: 'one' | 'any' | 'all'; readonly types: readonly string[] } => {
  const { one, any, all } = mapOf(to);
  const filters = one !== undefined ? [one] : listOf(any ?? all);
  const types = filters
    .map((filter) => shortText(mapOf(mapOf(filter)['with'])['type'] ?? mapOf(filter)['with']))
    .filter(Boolean);
  return { way: one !== undefined ? 'one' : all !== undefined ? 'all' : 'any', types };
};
