import type { JsonSchema } from '../connector.ts';
import type { Problem } from '../errors.ts';
import { checkOf } from './compile.ts';
import type { Workshop } from './keyword.ts';
import { openDocument, type Place } from './resource.ts';
import { startRun } from './run.ts';

/** Every problem of a value, up to the limit; an empty list when it fits. The value is left as it is. */
export type Validate = (value: unknown) => Problem[];

export interface SchemaOptions {
  /** Checks the well-known formats too: date-time, date, time, email, uri, uuid, ipv4, ipv6, regex. */
  readonly formats?: boolean;
  readonly maxProblems?: number;
}

/** The schemas of one connector: they share its definitions, and each is compiled when it is first used. */
export interface SchemaSet {
  compile(schema: JsonSchema): Validate;
  /** The root of a schema, from where its references can be resolved. */
  open(schema: JsonSchema): Place;
  /** Validates against a schema at its place, with what fuel the meter has left; true when there is none. */
  fits(place: Place, value: unknown, meter: { fuel: number }): boolean;
  /** References that lead nowhere, in what has been compiled so far. They accept anything. */
  unresolved(): string[];
  /** What could not be checked, in what has been compiled so far. */
  notes(): string[];
}

export const schemaSet = (
  definitions: Readonly<Record<string, JsonSchema>>,
  { formats = false, maxProblems = 20 }: SchemaOptions = {},
): SchemaSet => {
  const shared = openDocument({ $defs: definitions }, null);
  const workshop: Workshop = { formats, unresolved: new Set(), notes: new Set(), patterns: new Map() };

  const open = (schema: JsonSchema): Place => ({ schema, resource: openDocument(schema, shared).root });

  const problemsAt = (place: Place, value: unknown): Problem[] => {
    const run = startRun(place.resource, maxProblems);
    const ok = checkOf(place, workshop)(value, run, null);
    if (run.halted !== null) return [...run.problems.slice(0, maxProblems - 1), run.halted];
    if (run.fuel < 0) return [...run.problems.slice(0, maxProblems - 1), tooCostly];
    return ok ? [] : run.problems;
  };

  return {
    open,
    compile: (schema) => {
      const place = open(schema);
      return (value) => problemsAt(place, value);
    },
    fits: (place, value, meter) => {
      if (meter.fuel <= 0) return true;
      const run = startRun(place.resource, 1, meter.fuel);
      const before = run.fuel;
      const ok = checkOf(place, workshop)(value, run, null);
      meter.fuel -= before - run.fuel;
      return run.fuel < 0 || (ok && run.halted === null);
    },
    unresolved: () => [...workshop.unresolved],
    notes: () => [...workshop.notes],
  };
};

const tooCostly: Problem = { path: '', message: 'the schema is too costly to check against this value' };

/** For a schema that stands alone. */
export const compileSchema = (
  schema: JsonSchema,
  { definitions, ...options }: SchemaOptions & { readonly definitions: Readonly<Record<string, JsonSchema>> },
): Validate => schemaSet(definitions, options).compile(schema);
