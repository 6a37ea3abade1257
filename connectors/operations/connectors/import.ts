import { createHash } from 'node:crypto';
import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import { hubOperation } from '../../../platform/invoke/context.ts';
import { connectorsChanged, type ConnectorDeps } from '../../deps.ts';
import { importResult, importResultSchema } from '../../import-result.ts';
import { importBodyBytes, isBlank, readSource, sourceShape } from '../../import-source.ts';
import { keepVersion } from '../../keep-version.ts';
import { connectorNameSchema } from '../../shapes.ts';
import { findConnector } from '../../store-connectors.ts';
import { operationNames } from '../../store-versions.ts';

type Deps = Pick<ConnectorDeps, 'db' | 'egress' | 'blobs' | 'hints' | 'events'>;

export const importConnector = (deps: Deps) =>
  hubOperation({
    name: 'connectors.import',
    summary: 'Import an OpenAPI document as a connector',
    description:
      'The first import is in use at once. A later one is a draft with its changes, until somebody publishes it; without changes nothing is stored.',
    access: 'connectors.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/connectors/import', maxBytes: importBodyBytes },
    input: z.strictObject({ name: connectorNameSchema, ...sourceShape }),
    output: importResultSchema,
    run: async (input, context) => {
      const { spaceId, signal } = context;
      const names = await deps.db.readInSpace(spaceId, async (tx) => {
        const before = await findConnector(tx, spaceId, input.name);
        return before?.version == null
          ? new Map<string, string>()
          : operationNames(tx, spaceId, { name: input.name, version: before.version });
      });
      const { plan, original } = await readSource(input, { egress: deps.egress, signal, names });
      const documentKey = await keep(deps, { spaceId, name: input.name, original });
      const stored = await deps.db.inSpace(spaceId, (tx) =>
        keepVersion({ tx, events: deps.events }, spaceId, {
          ...{ name: input.name, plan, documentKey, createdBy: callerId(context.caller) },
          origin: 'openapi',
          sourceUrl: input.url ?? null,
          overlay: isBlank(input.overlay) ? null : input.overlay,
        }),
      );
      deps.hints.broadcast(connectorsChanged);
      const { version, state } = stored;
      context.audit(input.name, { version, state, operations: plan.operations.length });
      return importResult(plan, { connector: input.name, ...stored });
    },
  });

/** By its content: the same document twice is one blob. */
const keep = async (
  deps: Deps,
  kept: { spaceId: string; name: string; original: Uint8Array },
): Promise<string> => {
  const digest = createHash('sha256').update(kept.original).digest('hex');
  const key = `connectors/${kept.spaceId}/${kept.name}/${digest}`;
  await deps.blobs.put(key, kept.original, 'application/octet-stream');
  return key;
};
