export type Changes<Value> = { readonly [Name in keyof Value]?: Value[Name] | undefined };

/** With other fields; one that becomes undefined is gone. */
export const changed = <Value extends object>(value: Value, changes: Changes<Value>): Value =>
  Object.fromEntries(
    Object.entries({ ...value, ...changes }).filter(([, held]) => held !== undefined),
  ) as Value;

/** A text that is empty says nothing. */
export const textOrNone = (text: string): string | undefined => (text === '' ? undefined : text);
