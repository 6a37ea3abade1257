import { callerMay } from '../core/caller.ts';
import { HubError } from '../core/errors.ts';
import type { Callable, CallableAnswer, CallableCall, Callables, CallableSummary } from '../core/ports.ts';
import { connectorCallables, type ConnectorCallableParts } from './callables-of-connectors.ts';
import { flowCallables, type FlowCallableParts } from './callables-of-flows.ts';
import { hubCallables, type HubCallableParts } from './callables-of-hub.ts';

/** One kind of what can be called, with names of its own. */
export interface CallableSource {
  has(name: string): boolean;
  findAll(spaceId: string, names: readonly string[]): Promise<readonly (Callable | null)[]>;
  list(spaceId: string, group: string | undefined): Promise<readonly CallableSummary[]>;
  /** May be called: the permission has been looked at. */
  call(call: CallableCall): Promise<CallableAnswer>;
}

export type CallableParts = ConnectorCallableParts & FlowCallableParts & HubCallableParts;

/** All that a space can call. The hub's own names come first, then flows: no connector can replace them. */
export const openCallables = (parts: CallableParts): Callables => {
  const hub = hubCallables(parts);
  const flows = flowCallables(parts);
  const connectors = connectorCallables(parts);
  const sourceOf = (name: string): CallableSource =>
    [hub, flows].find((source) => source.has(name)) ?? connectors;

  const findAll: Callables['findAll'] = async (spaceId, names) => {
    const found = new Map<string, Callable | null>();
    for (const [source, some] of Map.groupBy(names, sourceOf)) {
      const several = await source.findAll(spaceId, some);
      some.forEach((name, at) => found.set(name, several[at] ?? null));
    }
    return names.map((name) => found.get(name) ?? null);
  };

  const find: Callables['find'] = async (spaceId, name) =>
    (await sourceOf(name).findAll(spaceId, [name]))[0] ?? null;

  return {
    find,
    findAll,
    list: async (spaceId, { group, hub: withHub = false }) => {
      const others = withHub === 'only' ? [] : [connectors, flows];
      const sources = withHub === false ? others : [...others, hub];
      return (await Promise.all(sources.map((source) => source.list(spaceId, group)))).flat();
    },
    call: async (call) => {
      const { caller, spaceId, name } = call;
      // A caller's permissions are those in its own space: they say nothing of another one.
      if (caller.spaceId !== spaceId)
        throw new HubError('forbidden', `"${name}" belongs to another space than the caller.`);
      const source = sourceOf(name);
      const permission = permissionOf[source === hub ? 'hub' : source === flows ? 'flows' : 'connectors'];
      if (permission !== undefined && !callerMay(caller, permission))
        throw new HubError(
          'forbidden',
          `Calling "${name}" needs the permission "${permission}". An owner or admin of the space can give it.`,
          { details: { permission } },
        );
      return source.call(call);
    },
  };
};

/** An operation of the hub's own has one of its own, which whoever invokes it looks at. */
const permissionOf = { connectors: 'operations.call', flows: 'flows.run', hub: undefined } as const;
