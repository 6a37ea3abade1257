import type { JsonSchema, OperationPlan, SecurityAlternative } from '../core/connector.ts';
import { freshFuel, whyNarrower, type Fuel } from './narrower.ts';
import { openSameness } from './schema-texts.ts';

/** What a new version of a document means for those who use its operations. */
export interface Change {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** A call that worked before may fail now, or answer something else. */
  readonly breaking: boolean;
  readonly what: readonly string[];
}

export interface Side {
  readonly operations: readonly OperationPlan[];
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

export const compareVersions = (before: Side, after: Side): Change[] => {
  const old = new Map(before.operations.map((operation) => [operation.name, operation]));
  const same = openSameness(before.definitions, after.definitions);
  const compared: Compared = { before, after, same, fuel: freshFuel() };
  const changes: Change[] = [];
  for (const operation of after.operations) {
    const earlier = old.get(operation.name);
    old.delete(operation.name);
    if (earlier === undefined)
      changes.push(change(operation, 'added', { breaking: [], harmless: ['is new'] }));
    else {
      const found = compareOperations(earlier, operation, compared);
      if (found.breaking.length + found.harmless.length > 0)
        changes.push(change(operation, 'changed', found));
    }
  }
  for (const operation of old.values())
    changes.push(change(operation, 'removed', { breaking: ['is no longer in the document'], harmless: [] }));
  return changes;
};

interface Compared {
  readonly before: Side;
  readonly after: Side;
  readonly same: ReturnType<typeof openSameness>;
  readonly fuel: Fuel;
}

interface Found {
  readonly breaking: string[];
  readonly harmless: string[];
}

const change = (operation: OperationPlan, kind: Change['kind'], found: Found): Change => ({
  operation: operation.name,
  method: operation.method,
  path: operation.path,
  kind,
  breaking: found.breaking.length > 0,
  what: [...found.breaking, ...found.harmless].slice(0, 50),
});

const compareOperations = (a: OperationPlan, b: OperationPlan, compared: Compared): Found => {
  const found: Found = { breaking: [], harmless: [] };
  if (a.method !== b.method || a.path !== b.path) found.harmless.push(`moved from ${a.method} ${a.path}`);
  compareInputs(a, b, { ...compared, found });
  compareWires(a, b, found);
  compareOutputs(a, b, { ...compared, found });
  compareSecurity(a.security, b.security, found);
  if (!a.deprecated && b.deprecated) found.harmless.push('is deprecated');
  if (a.summary !== b.summary || a.description !== b.description)
    found.harmless.push('is described in other words');
  return found;
};

interface ObjectSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

const objectOf = (schema: JsonSchema): ObjectSchema => {
  if (typeof schema !== 'object') return { properties: {}, required: [] };
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  return { properties, required: Array.isArray(schema['required']) ? (schema['required'] as string[]) : [] };
};

type Comparison = Compared & { readonly found: Found };

const compareInputs = (before: OperationPlan, after: OperationPlan, comparison: Comparison): void => {
  const { found, same } = comparison;
  const [a, b] = [objectOf(before.input), objectOf(after.input)];
  for (const name of Object.keys(a.properties))
    if (!Object.hasOwn(b.properties, name)) found.breaking.push(`the argument "${name}" is gone`);
  for (const [name, schema] of Object.entries(b.properties)) {
    const required = b.required.includes(name);
    if (!Object.hasOwn(a.properties, name)) {
      const list = required ? found.breaking : found.harmless;
      list.push(`the argument "${name}" is new${required ? ' and required' : ''}`);
      continue;
    }
    if (required && !a.required.includes(name)) found.breaking.push(`the argument "${name}" is required now`);
    if (!required && a.required.includes(name))
      found.harmless.push(`the argument "${name}" is no longer required`);
    const earlier = a.properties[name];
    if (same(earlier, schema)) continue;
    const why = whyNarrower(
      { schema: earlier, definitions: comparison.before.definitions },
      { schema, definitions: comparison.after.definitions },
      { use: 'given', fuel: comparison.fuel },
    );
    if (why === undefined) found.harmless.push(`the argument "${name}" takes other values`);
    else found.breaking.push(`the argument "${name}" takes other values: ${why}`);
  }
};

/** Arguments are what callers hold on to; how they travel is the hub's business, as long as they arrive at the same. */
const compareWires = (a: OperationPlan, b: OperationPlan, found: Found): void => {
  const [old, now] = [placesOf(a), placesOf(b)];
  const taken = new Map([...now].map(([argument, place]) => [place, argument]));
  for (const [argument, place] of old) {
    const other = taken.get(place);
    if (now.has(argument) && other !== undefined && other !== argument)
      found.breaking.push(
        `the argument "${argument}" is something else now; what it was is called "${other}"`,
      );
  }
  if (JSON.stringify([a.parameters, a.body]) !== JSON.stringify([b.parameters, b.body]))
    found.harmless.push('is sent in another way');
};

/** Argument → where it goes. */
const placesOf = ({ parameters, body }: OperationPlan): Map<string, string> => {
  const places = new Map(parameters.map(({ argument, in: place, name }) => [argument, `${place} ${name}`]));
  if (body?.arguments.shape === 'whole') places.set(body.arguments.argument, 'body');
  else for (const { argument, name } of body?.arguments.names ?? []) places.set(argument, `body ${name}`);
  return places;
};

const compareOutputs = (
  a: OperationPlan,
  b: OperationPlan,
  { found, same, before, after, fuel }: Comparison,
): void => {
  if (same(a.output, b.output)) return;
  const why = whyNarrower(
    { schema: b.output, definitions: after.definitions },
    { schema: a.output, definitions: before.definitions },
    { use: 'taken', fuel },
  );
  if (why === undefined) found.harmless.push('the answer is described in another way');
  else found.breaking.push(`the answer is another one: ${why}`);
};

const compareSecurity = (
  before: readonly SecurityAlternative[],
  after: readonly SecurityAlternative[],
  found: Found,
): void => {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  const ways = after.length === 0 ? [{}] : after;
  const kept = (before.length === 0 ? [{}] : before).every((old) => ways.some((way) => isEnough(old, way)));
  if (kept) found.harmless.push('offers other ways to sign in');
  else found.breaking.push('asks for another sign-in');
};

/** Whoever has signed in the one way has what the other one asks for. */
const isEnough = (held: SecurityAlternative, asked: SecurityAlternative): boolean =>
  Object.entries(asked).every(([scheme, scopes]) => {
    const own = Object.hasOwn(held, scheme) ? held[scheme] : undefined;
    return own !== undefined && scopes.every((scope) => own.includes(scope));
  });
