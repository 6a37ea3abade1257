import type { JsonSchema, OperationPlan } from '../core/connector.ts';

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
  const changes: Change[] = [];
  for (const operation of after.operations) {
    const earlier = old.get(operation.name);
    old.delete(operation.name);
    if (earlier === undefined)
      changes.push(change(operation, 'added', { breaking: [], harmless: ['is new'] }));
    else {
      const found = compareOperations({ operation: earlier, side: before }, { operation, side: after });
      if (found.breaking.length + found.harmless.length > 0)
        changes.push(change(operation, 'changed', found));
    }
  }
  for (const operation of old.values())
    changes.push(change(operation, 'removed', { breaking: ['is no longer in the document'], harmless: [] }));
  return changes;
};

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

interface Placed {
  readonly operation: OperationPlan;
  readonly side: Side;
}

const compareOperations = (before: Placed, after: Placed): Found => {
  const found: Found = { breaking: [], harmless: [] };
  const [a, b] = [before.operation, after.operation];
  if (a.method !== b.method || a.path !== b.path) found.harmless.push(`moved from ${a.method} ${a.path}`);
  compareInputs(before, after, found);
  if (!sameWire(a, b)) found.harmless.push('travels in another way on the wire');
  if (fingerprint(a.output, before.side) !== fingerprint(b.output, after.side))
    compareOutputs(before, after, found);
  if (JSON.stringify(a.security) !== JSON.stringify(b.security))
    found.breaking.push('asks for another sign-in');
  if (!a.deprecated && b.deprecated) found.harmless.push('is deprecated');
  if (a.summary !== b.summary || a.description !== b.description)
    found.harmless.push('is described in other words');
  return found;
};

/** Arguments are what callers hold on to; how they travel is the hub's business. */
const sameWire = (a: OperationPlan, b: OperationPlan): boolean =>
  JSON.stringify([a.parameters, a.body]) === JSON.stringify([b.parameters, b.body]);

interface ObjectSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

const objectOf = (schema: JsonSchema | undefined): ObjectSchema => {
  if (typeof schema !== 'object') return { properties: {}, required: [] };
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  return { properties, required: Array.isArray(schema['required']) ? (schema['required'] as string[]) : [] };
};

const compareInputs = (before: Placed, after: Placed, found: Found): void => {
  const a = objectOf(before.operation.input);
  const b = objectOf(after.operation.input);
  for (const name of Object.keys(a.properties))
    if (!Object.hasOwn(b.properties, name)) found.breaking.push(`the argument "${name}" is gone`);
  for (const [name, schema] of Object.entries(b.properties)) {
    const required = b.required.includes(name);
    if (!Object.hasOwn(a.properties, name))
      (required ? found.breaking : found.harmless).push(
        `the argument "${name}" is new${required ? ' and required' : ''}`,
      );
    else {
      if (required && !a.required.includes(name))
        found.breaking.push(`the argument "${name}" is required now`);
      if (!required && a.required.includes(name))
        found.harmless.push(`the argument "${name}" is no longer required`);
      const earlier = a.properties[name];
      if (fingerprint(earlier, before.side) === fingerprint(schema, after.side)) continue;
      const narrower = narrows(earlier, schema);
      (narrower ? found.breaking : found.harmless).push(`the argument "${name}" takes other values`);
    }
  }
};

/** Another type, or fewer choices: what was right before may be refused. */
const narrows = (before: JsonSchema | undefined, after: JsonSchema): boolean => {
  if (typeof before !== 'object' || typeof after !== 'object') return after === false;
  if (JSON.stringify(before['type']) !== JSON.stringify(after['type'])) return true;
  const [old, now] = [before['enum'], after['enum']];
  if (Array.isArray(now)) return !Array.isArray(old) || old.some((choice) => !now.includes(choice));
  return false;
};

const compareOutputs = (before: Placed, after: Placed, found: Found): void => {
  const a = objectOf(resolved(before.operation.output, before.side));
  const b = objectOf(resolved(after.operation.output, after.side));
  const gone = Object.keys(a.properties).filter((name) => !Object.hasOwn(b.properties, name));
  for (const name of gone) found.breaking.push(`the answer no longer has "${name}"`);
  for (const name of Object.keys(b.properties))
    if (!Object.hasOwn(a.properties, name)) found.harmless.push(`the answer has "${name}" now`);
  if (gone.length === 0) found.harmless.push('the answer is described in another way');
};

const resolved = (schema: JsonSchema | undefined, side: Side): JsonSchema | undefined => {
  let found = schema;
  for (let steps = 0; steps < 20 && typeof found === 'object'; steps++) {
    const ref = found['$ref'];
    if (typeof ref !== 'string') return found;
    found = definitionOf(ref, side);
  }
  return found;
};

const definitionOf = (ref: string, side: Side): JsonSchema | undefined =>
  side.definitions[ref.slice('#/$defs/'.length).replace(/~1/g, '/').replace(/~0/g, '~')];

const prints = new WeakMap<Side, Map<string, string>>();

/** The schema with everything it refers to, as one text; words that bind nobody are left out. */
const fingerprint = (schema: JsonSchema | undefined, side: Side): string => {
  const seen = new Set<string>();
  const write = (value: unknown): string =>
    JSON.stringify(value, (key, inner: unknown) => {
      if (key === 'description' || key === 'title' || key === 'examples') return undefined;
      if (key === '$ref' && typeof inner === 'string') seen.add(inner);
      return inner;
    }) ?? 'none';
  const known = prints.get(side) ?? new Map<string, string>();
  prints.set(side, known);
  let text = write(schema);
  // A set that grows while it is walked: everything reachable, each once.
  for (const ref of seen) {
    const before = known.get(ref);
    if (before === undefined) {
      const own = write(definitionOf(ref, side));
      known.set(ref, own);
      text += own;
    } else {
      text += before;
      for (const match of before.matchAll(/"\$ref":"([^"]+)"/g)) seen.add(match[1] as string);
    }
  }
  return text;
};
