import type { Arrival } from './arrival.ts';
import { valueIn } from './content.ts';
import type { Source } from './verification.ts';

const mostValues = 10;
const longest = 8_192;

/** All values that stand at a source: several where a header is a list, as while a secret is being changed. */
export const valuesAt = (source: Source, arrival: Arrival): readonly string[] => {
  if ('pointer' in source) {
    const value = valueIn(arrival.content(), source.pointer);
    return value === undefined || value.length > longest ? [] : [value];
  }
  const whole = arrival.header(source.header);
  if (whole === undefined || whole.length > longest) return [];
  const { field, prefix } = source;
  const values =
    field === undefined
      ? [whole]
      : whole
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part.startsWith(`${field}=`))
          .map((part) => part.slice(field.length + 1));
  return values
    .filter((value) => prefix === undefined || value.startsWith(prefix))
    .map((value) => value.slice(prefix?.length ?? 0))
    .filter((value) => value !== '')
    .slice(0, mostValues);
};

/** The one value; undefined where there is none, or where nobody could tell which one is meant. */
export const valueAtSource = (source: Source, arrival: Arrival): string | undefined => {
  const values = valuesAt(source, arrival);
  return values.length === 1 ? values[0] : undefined;
};
