import { z } from 'zod';
import type { KnownConnectors } from '../connectors/call/known.ts';
import { findConnectionId } from '../connectors/call/store.ts';
import { connectorNames, operationNamesOf } from '../connectors/store-names.ts';
import type { JsonSchema } from '../core/connector.ts';
import { isHubError } from '../core/errors.ts';
import { nearestName } from '../core/nearest-name.ts';
import type { FlowCatalogue, OperationShape } from '../core/flow-ports.ts';
import { parkInput, parkOperation } from '../flows/run/parked.ts';
import { hasSecret } from '../flows/store-secrets.ts';
import { isPublished } from '../flows/store-versions.ts';
import { currentNames } from '../flows/variables/store-variables.ts';
import { peopleGroups } from '../gateway/groups/store.ts';
import type { Db } from '../platform/db/open.ts';
import type { HubOperation } from '../platform/invoke/context.ts';

export interface CatalogueParts {
  readonly db: Db;
  readonly known: KnownConnectors;
  /** The hub's own: asked for when a flow is checked, since those of flows are among them. */
  readonly operations: () => readonly HubOperation[];
}

/** What flows can name: the connectors of their space, and the hub's own operations, which no connector can replace. */
export const openFlowCatalogue = ({ db, known, operations }: CatalogueParts): FlowCatalogue => {
  let own: ReadonlyMap<string, Named> | undefined;
  const ownOperations = (): ReadonlyMap<string, Named> =>
    (own ??= new Map(
      [...operations().filter(isForFlows), ofFlowsOnly].map((operation) => [operation.name, operation]),
    ));
  const shapes = new Map<string, OperationShape>();

  const namesBelow = async (spaceId: string, first: string): Promise<string[]> => {
    const hub = [...ownOperations().keys()].filter((name) => name.startsWith(`${first}.`));
    if (hub.length > 0) return hub;
    const names = await db.readInSpace(spaceId, (tx) => operationNamesOf(tx, spaceId, first));
    return names.map((name) => `${first}.${name}`);
  };

  return {
    operation: async (spaceId, name) => {
      const hub = ownOperations().get(name);
      if (hub !== undefined) {
        const shape = shapes.get(name) ?? shapeOf(hub);
        shapes.set(name, shape);
        return shape;
      }
      const [connector, operation] = inTwo(name);
      if (operation === '') return null;
      try {
        const found = await known.get(spaceId, connector);
        const { plan } = await found.operation(operation);
        return { input: plan.input, definitions: found.definitions };
      } catch (error) {
        if (isHubError(error, 'not_found')) return null;
        throw error;
      }
    },
    near: async (spaceId, name) => {
      const [first] = inTwo(name);
      const there = await namesBelow(spaceId, first);
      if (there.length > 0) return nearest(name, there);
      const connectors = await db.readInSpace(spaceId, (tx) => connectorNames(tx, spaceId));
      const nouns = [...ownOperations().keys()].map((each) => inTwo(each)[0]);
      const meant = nearestName(first, [...new Set([...connectors, ...nouns])]);
      return meant === undefined ? [] : nearest(name, await namesBelow(spaceId, meant));
    },
    connection: async (spaceId, connector, name) =>
      name === 'mock' ||
      (await db.readInSpace(spaceId, (tx) =>
        findConnectionId(tx, spaceId, { connector, wanted: { connection: name } }),
      )) !== null,
    secret: (spaceId, name) => db.readInSpace(spaceId, (tx) => hasSecret(tx, spaceId, name)),
    variables: (spaceId) => db.readInSpace(spaceId, (tx) => currentNames(tx, spaceId)),
    groups: async (spaceId) =>
      (await db.readInSpace(spaceId, (tx) => peopleGroups.list(tx, spaceId))).map(({ name }) => name),
    flow: (spaceId, wanted) => db.readInSpace(spaceId, (tx) => isPublished(tx, spaceId, wanted)),
  };
};

type Named = Pick<HubOperation, 'name' | 'input'>;

/** Nobody else can call it. */
const ofFlowsOnly: Named = { name: parkOperation, input: parkInput };

const mostNear = 3;

const nearest = (name: string, candidates: readonly string[]): string[] => {
  const found: string[] = [];
  while (found.length < mostNear) {
    const next = nearestName(
      name,
      candidates.filter((candidate) => !found.includes(candidate)),
    );
    if (next === undefined) break;
    found.push(next);
  }
  return found;
};

/** A run is no signed-in person, and takes an answer as a whole. */
const isForFlows = ({ access, http }: HubOperation): boolean =>
  access !== 'anyone' && access !== 'user' && http.streams === undefined && !http.file;

const shapeOf = (operation: Named): OperationShape => {
  const { $defs = {}, ...input } = z.toJSONSchema(operation.input, {
    io: 'input',
    unrepresentable: 'any',
  }) as Readonly<Record<string, unknown>>;
  return { input, definitions: $defs as Readonly<Record<string, JsonSchema>> };
};

/** `hubspot.createContact` → its connector and its operation. */
const inTwo = (name: string): [string, string] => {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
};
