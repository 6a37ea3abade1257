import type { ConnectorPlan } from '../core/connector.ts';
import type { Tx } from '../platform/db/open.ts';
import { compareVersions, type Change } from './changes.ts';
import { findConnector, makeCurrent, nextVersion, saveConnector } from './store-connectors.ts';
import { addVersion, publishVersion, readFrame, readOperations } from './store-versions.ts';

export interface Kept {
  readonly name: string;
  readonly plan: ConnectorPlan;
  readonly origin: 'openapi' | 'typescript';
  readonly sourceUrl: string | null;
  readonly overlay: string | null;
  readonly documentKey: string | null;
  readonly createdBy: string;
}

export interface KeptVersion {
  readonly version: number;
  readonly state: 'published' | 'draft';
  readonly changes: Change[];
}

/** Stores a plan as the next version: the first is in use at once, a later one is a draft with its changes. */
export const keepVersion = async (tx: Tx, spaceId: string, kept: Kept): Promise<KeptVersion> => {
  const { name, plan, origin, sourceUrl, overlay, documentKey, createdBy } = kept;
  const { title } = plan;
  const description = plan.description.slice(0, 2_000);
  await saveConnector(tx, spaceId, { name, title, description, origin, sourceUrl, overlay, createdBy });
  const before = await findConnector(tx, spaceId, name);
  const version = await nextVersion(tx, spaceId, name);
  const inUse = before?.version ?? null;
  const changes = inUse === null ? [] : await changesSince(tx, { spaceId, name, version: inUse, plan });
  await addVersion(tx, spaceId, { connector: name, version, plan, changes, documentKey, createdBy });
  if (inUse === null) {
    await publishVersion(tx, spaceId, { name, version });
    await makeCurrent(tx, spaceId, { name, version, title, description });
  }
  return { version, state: inUse === null ? 'published' : 'draft', changes };
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
