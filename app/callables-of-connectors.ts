import type { OperationCaller } from '../connectors/call/call-operation.ts';
import type { KnownConnector } from '../connectors/call/known.ts';
import { operationSummaries } from '../connectors/store-names.ts';
import { findOperations } from '../connectors/store-versions.ts';
import { shownOf, type ReadAnswer } from '../connectors/wire/read-answer.ts';
import { callerId } from '../core/caller.ts';
import type { ConnectorHints, OperationPlan } from '../core/connector.ts';
import { HubError, isHubError } from '../core/errors.ts';
import type { Callable, CallableAnswer } from '../core/ports.ts';
import type { SpaceFiles } from '../platform/blobs/space-files.ts';
import type { Db } from '../platform/db/open.ts';
import type { CallableSource } from './callables.ts';

export interface ConnectorCallableParts {
  readonly db: Db;
  readonly caller: OperationCaller;
  readonly files: Pick<SpaceFiles, 'read'>;
}

const permission = 'operations.call';
/** So many are read in one statement. */
const batch = 500;
/** A picture or a sound beyond this stays a file of the space, named in the answer. */
const mostFileBytes = 8 * 1024 * 1024;

/** Operations of connectors, as the version in use has them. */
export const connectorCallables = ({ db, caller, files }: ConnectorCallableParts): CallableSource => {
  // A connector that has changed is another object: what was made of the one before goes with it.
  const made = new WeakMap<KnownConnector, Map<string, Callable>>();

  const knownConnector = async (spaceId: string, name: string): Promise<KnownConnector | null> => {
    try {
      return await caller.known.get(spaceId, name);
    } catch (error) {
      if (isHubError(error, 'not_found')) return null;
      throw error;
    }
  };

  const read = async (
    spaceId: string,
    connector: KnownConnector,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, Callable>> => {
    const known = made.get(connector) ?? new Map<string, Callable>();
    made.set(connector, known);
    const missing = [...new Set(names)].filter((name) => !known.has(name));
    const { name, version } = connector;
    for (let start = 0; start < missing.length; start += batch) {
      const operations = missing.slice(start, start + batch);
      const plans = await db.readInSpace(spaceId, (tx) =>
        findOperations(tx, spaceId, { name, version, operations }),
      );
      for (const plan of plans) known.set(plan.name, callableOf(connector, plan));
    }
    return known;
  };

  const findAll: CallableSource['findAll'] = async (spaceId, names) => {
    const parts = names.map(inTwo);
    const found = new Map<string, ReadonlyMap<string, Callable>>();
    for (const [first, some] of Map.groupBy(parts, ([connector]) => connector)) {
      const connector = await knownConnector(spaceId, first);
      if (connector === null) continue;
      found.set(
        first,
        await read(
          spaceId,
          connector,
          some.map(([, operation]) => operation),
        ),
      );
    }
    return parts.map(([connector, operation]) => found.get(connector)?.get(operation) ?? null);
  };

  return {
    has: () => true,
    findAll,
    list: async (spaceId, group) => {
      const rows = await db.readInSpace(spaceId, (tx) => operationSummaries(tx, spaceId, group));
      return rows.map(({ connector, origin, name, summary, description, tags, hints }) => ({
        ...{ name: `${connector}.${name}`, origin, group: connector, title: summary, description, tags },
        ...{ hints: hintsOf(hints), permission },
      }));
    },
    call: async (call) => {
      const [connector, operation] = inTwo(call.name);
      if (operation === '') throw new HubError('not_found', `There is no operation "${call.name}".`);
      const { spaceId, input, connection, idempotencyKey, signal, exchange } = call;
      const answer = await caller.call({
        ...{ spaceId, connector, operation, input, connection, idempotencyKey, signal, exchange },
        callerId: callerId(call.caller),
      });
      return answerOf(files, spaceId, answer);
    },
  };
};

const callableOf = (connector: KnownConnector, plan: OperationPlan): Callable => ({
  name: `${connector.name}.${plan.name}`,
  origin: connector.origin,
  group: connector.name,
  title: plan.summary,
  description: plan.description,
  tags: plan.tags,
  input: plan.input,
  output: plan.output,
  definitions: connector.definitions,
  hints: hintsOf(plan.hints),
  permission,
  stamp: connector.stamp,
  ...(plan.tool === undefined && { route: { method: plan.method, path: plan.path } }),
  ...(plan.tool !== undefined && { meta: plan.tool.about }),
});

const hintsOf = ({ readOnly, idempotent, destructive, sensitive }: ConnectorHints): Callable['hints'] => ({
  ...{ readOnly, idempotent, destructive },
  ...{ sensitive: sensitive.output, sensitiveInput: sensitive.input },
});

/** A file is kept as one; who calls gets its bytes too, where there are not too many. */
const answerOf = async (
  files: Pick<SpaceFiles, 'read'>,
  spaceId: string,
  answer: ReadAnswer,
): Promise<CallableAnswer> => {
  const output = shownOf(answer, answer.output);
  if (answer.kind !== 'binary') return { output, result: answer.result };
  const { blob, contentType, size } = answer.output as { blob?: string; contentType: string; size: number };
  if (blob === undefined || size > mostFileBytes) return { output };
  return { output, file: { bytes: await files.read(spaceId, blob), contentType } };
};

/** `hubspot.createContact` → its connector and its operation. */
const inTwo = (name: string): readonly [string, string] => {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
};
