import { createHash } from 'node:crypto';
import { z } from 'zod';
import { callerId } from '../../../core/caller.ts';
import type { ConnectorPlan } from '../../../core/connector.ts';
import { hubOperation, type CallContext } from '../../../platform/invoke/context.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { compareVersions, type Change } from '../../changes.ts';
import { connectorsChanged, type ConnectorDeps } from '../../deps.ts';
import { importResult, importResultSchema } from '../../import-result.ts';
import { gatherSource, importBodyBytes, sourceShape } from '../../import-source.ts';
import { importInThread } from '../../openapi/import-thread.ts';
import type { DocumentSource } from '../../openapi/plan-document.ts';
import { connectorNameSchema } from '../../shapes.ts';
import { findConnector, makeCurrent, nextVersion, saveConnector } from '../../store-connectors.ts';
import {
  addVersion,
  operationNames,
  publishVersion,
  readFrame,
  readOperations,
} from '../../store-versions.ts';

type Deps = Pick<ConnectorDeps, 'db' | 'egress' | 'blobs' | 'hints'>;

export const importConnector = (deps: Deps) =>
  hubOperation({
    name: 'connectors.import',
    summary: 'Import an OpenAPI document as a connector',
    description:
      'The first import is in use at once. A later one is a draft with its changes, until somebody publishes it.',
    access: 'connectors.write',
    transaction: 'none',
    http: { method: 'POST', path: '/api/connectors/import', maxBytes: importBodyBytes },
    input: z.strictObject({ name: connectorNameSchema, ...sourceShape }),
    output: importResultSchema,
    run: async (input, context) => {
      const { spaceId, signal } = context;
      const { source, original } = await gatherSource(input, { egress: deps.egress, signal });
      const names = await deps.db.readInSpace(spaceId, async (tx) => {
        const before = await findConnector(tx, spaceId, input.name);
        return before?.version == null
          ? new Map<string, string>()
          : operationNames(tx, spaceId, { name: input.name, version: before.version });
      });
      const plan = await importInThread({ ...source, names }, signal);
      const documentKey = await keep(deps, { spaceId, name: input.name, original });
      const stored = await deps.db.inSpace(spaceId, (tx) =>
        store(tx, { spaceId, name: input.name, source, plan, documentKey, context }),
      );
      deps.hints.broadcast(connectorsChanged);
      context.audit(input.name, { version: stored.version, operations: plan.operations.length });
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

interface Storing {
  readonly spaceId: string;
  readonly name: string;
  readonly source: DocumentSource;
  readonly plan: ConnectorPlan;
  readonly documentKey: string;
  readonly context: CallContext;
}

const store = async (
  tx: Tx,
  { spaceId, name, source, plan, documentKey, context }: Storing,
): Promise<{ version: number; state: 'published' | 'draft'; changes: Change[] }> => {
  const createdBy = callerId(context.caller);
  const { title } = plan;
  const description = plan.description.slice(0, 2_000);
  await saveConnector(tx, spaceId, {
    ...{ name, title, description, createdBy },
    origin: 'openapi',
    sourceUrl: source.url ?? null,
    overlay: source.overlay ?? null,
  });
  const before = await findConnector(tx, spaceId, name);
  const version = await nextVersion(tx, spaceId, name);
  const changes =
    before?.version == null ? [] : await changesSince(tx, { spaceId, name, version: before.version, plan });
  await addVersion(tx, spaceId, { connector: name, version, plan, changes, documentKey, createdBy });
  const first = before?.version == null;
  if (first) {
    await publishVersion(tx, spaceId, { name, version });
    await makeCurrent(tx, spaceId, { name, version, title, description });
  }
  return { version, state: first ? 'published' : 'draft', changes };
};

const changesSince = async (
  tx: Tx,
  place: { spaceId: string; name: string; version: number; plan: ConnectorPlan },
): Promise<Change[]> => {
  const { spaceId, name, version, plan } = place;
  const { definitions } = await readFrame(tx, spaceId, { name, version });
  const operations = await readOperations(tx, spaceId, { name, version });
  return compareVersions(
    { operations, definitions },
    { operations: plan.operations, definitions: plan.definitions },
  );
};
