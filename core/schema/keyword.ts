import type { Pattern } from './pattern.ts';
import { isObject, isSchema, own, type PlainObject } from './plain.ts';
import type { Resource } from './resource.ts';
import { brief, type Check } from './run.ts';

/** What is shared by all schemas that are compiled together. */
export interface Workshop {
  readonly formats: boolean;
  readonly unresolved: Set<string>;
  readonly notes: Set<string>;
  readonly patterns: Map<string, Pattern | null>;
}

/** Where a keyword stands, and how the schemas under it are compiled. */
export interface Here {
  readonly schema: PlainObject;
  readonly resource: Resource;
  readonly workshop: Workshop;
  sub(schema: unknown): Check;
}

/** Compiles the value of one keyword; null when it asks for nothing. */
export type Keyword = (parameter: unknown, here: Here) => Check | null;

export type Keywords = Readonly<Record<string, Keyword>>;

/** A keyword whose value makes no sense is not checked: the schema is not ours, and calls should go on. */
export const malformed = (here: Here, keyword: string): null => {
  const value = own(here.schema, keyword);
  here.workshop.notes.add(`"${keyword}" is not checked where its value is ${brief(value)}`);
  return null;
};

export const counted =
  (keyword: string, compile: (limit: number) => Check): Keyword =>
  (parameter, here) =>
    typeof parameter === 'number' && parameter >= 0 ? compile(parameter) : malformed(here, keyword);

/** The schemas of a keyword that holds a map of them; null when it holds none. */
export const subs = (map: unknown, here: Here): ReadonlyMap<string, Check> | null => {
  if (!isObject(map)) return null;
  const checks = new Map<string, Check>();
  for (const name of Object.keys(map)) if (isSchema(map[name])) checks.set(name, here.sub(map[name]));
  return checks;
};
