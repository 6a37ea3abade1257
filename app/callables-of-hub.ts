import { z } from 'zod';
import type { JsonSchema } from '../core/connector.ts';
import { HubError } from '../core/errors.ts';
import { escapeStep } from '../core/json-pointer.ts';
import type { Callable } from '../core/ports.ts';
import { without } from '../core/without.ts';
import type { Permission } from '../core/roles.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import type { Invoke } from '../platform/invoke/invoker.ts';
import type { CallableSource } from './callables.ts';

export interface HubCallableParts {
  readonly operations: () => readonly HubOperation[];
  readonly invoke: () => Invoke;
}

interface HubCallable {
  readonly operation: HubOperation;
  readonly callable: Callable;
}

/** The hub's own operations, with the permissions of whoever calls. */
export const hubCallables = ({ operations, invoke }: HubCallableParts): CallableSource => {
  let known: { readonly count: number; readonly all: ReadonlyMap<string, HubCallable> } | undefined;
  // Modules put theirs in one after the other, and somebody may have asked before the last one.
  const all = (): ReadonlyMap<string, HubCallable> => {
    const now = operations();
    if (known?.count !== now.length) known = { count: now.length, all: new Map(now.flatMap(entryOf)) };
    return known.all;
  };

  return {
    has: (name) => all().has(name),
    findAll: async (_spaceId, names) => names.map((name) => all().get(name)?.callable ?? null),
    list: async (_spaceId, group) =>
      [...all().values()].flatMap(({ callable }) => {
        if (group !== undefined && callable.group !== group) return [];
        const { name, origin, title, description, tags, hints, permission } = callable;
        return [{ name, origin, group: callable.group, title, description, tags, hints, permission }];
      }),
    call: async ({ name, input, caller, requestId, signal, idempotencyKey }) => {
      const found = all().get(name);
      if (found === undefined) throw new HubError('not_found', `The hub has no operation "${name}".`);
      const { operation } = found;
      const { output } = await invoke()({ operation, input, caller, requestId, signal, idempotencyKey });
      return { output: withoutSecrets(operation, output) };
    },
  };
};

/** What is for a person in front of the hub is for nobody else: their own account, files, what has no end. */
const entryOf = (operation: HubOperation): [string, HubCallable][] => {
  const { access, http, name } = operation;
  if (access === 'anyone' || access === 'user' || http.streams !== undefined || http.file) return [];
  return [[name, { operation, callable: callableOf(operation, access) }]];
};

const callableOf = (operation: HubOperation, permission: Permission): Callable => {
  const { name, summary, description = '', hints } = operation;
  const group = name.slice(0, Math.max(0, name.indexOf('.')));
  // Most operations of a hub are never called as tools.
  const schemas = once(() => {
    const { $defs: ofInput = {}, ...input } = schemaOf(operation.input, 'input');
    return { input, definitions: ofInput as Readonly<Record<string, JsonSchema>> };
  });
  const output = once(() => schemaOf(operation.output, 'output'));
  const sensitive = (hints.sensitive ?? []).map((field) => `/${escapeStep(field)}`);
  return {
    ...{ name, origin: 'hub', group, title: summary, description, tags: [], permission },
    get input() {
      return schemas().input;
    },
    get definitions() {
      return schemas().definitions;
    },
    get output() {
      return output();
    },
    hints: {
      readOnly: hints.readOnly === true,
      idempotent: hints.idempotent === true || hints.readOnly === true,
      destructive: hints.destructive === true,
      ...{ sensitive, sensitiveInput: sensitive },
    },
    // It changes with the hub itself only.
    stamp: name,
  };
};

const once = <Value>(make: () => Value): (() => Value) => {
  let made: Value | undefined;
  return () => (made ??= make());
};

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Readonly<Record<string, unknown>> => {
  const made: Readonly<Record<string, unknown>> = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return without(made, ['$schema']);
};

/** What is shown to a person once has no place in the memory of a model. */
const withoutSecrets = ({ hints }: HubOperation, output: unknown): unknown => {
  const names = hints.sensitive ?? [];
  if (typeof output !== 'object' || output === null || !names.some((name) => name in output)) return output;
  return Object.fromEntries(
    Object.entries(output).map(([name, value]) => [
      name,
      names.includes(name) && value !== null && value !== undefined ? '[withheld]' : value,
    ]),
  );
};
