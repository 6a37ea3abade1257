import type { ConnectorPlan } from '../core/connector.ts';
import type { EventBus } from '../core/ports.ts';
import type { Tx } from '../platform/db/open.ts';
import { compareVersions, type Change } from './changes.ts';
import { isSamePlan } from './same-plan.ts';
import { findConnector, makeCurrent, nextVersion, saveConnector } from './store-connectors.ts';
import { addVersion, publishVersion, readFrame, readOperations } from './store-versions.ts';

export interface Kept {
  readonly name: string;
  readonly plan: ConnectorPlan;
  readonly origin: 'openapi' | 'typescript' | 'mcp';
  readonly sourceUrl: string | null;
  readonly overlay: string | null;
  readonly documentKey: string | null;
  readonly createdBy: string;
  /** A version in use that has no operations holds nothing that anybody approved: the next one is in use at once. */
  readonly replacesEmpty?: boolean;
}

export interface KeptVersion {
  readonly version: number;
  readonly state: 'published' | 'draft' | 'unchanged';
  readonly changes: Change[];
}

/**
 * Stores a plan as the next version: the first is in use at once, a later one is a draft with its changes. What is in
 * use already is not stored again: a draft that changes nothing would only be asked about.
 */
export const keepVersion = async (
  { tx, events }: { readonly tx: Tx; readonly events: EventBus<Tx> },
  spaceId: string,
  kept: Kept,
): Promise<KeptVersion> => {
  const { name, plan, origin, sourceUrl, overlay, documentKey, createdBy } = kept;
  const { title } = plan;
  const description = plan.description.slice(0, 2_000);
  await saveConnector(tx, spaceId, { name, title, description, origin, sourceUrl, overlay, createdBy });
  const before = await findConnector(tx, spaceId, name);
  const inUse = before?.version ?? null;
  if (inUse !== null && (await isSamePlan(tx, spaceId, { place: { name, version: inUse }, plan })))
    return { version: inUse, state: 'unchanged', changes: [] };
  const version = await nextVersion(tx, spaceId, name);
  const changes = inUse === null ? [] : await changesSince(tx, { spaceId, name, version: inUse, plan });
  await addVersion(tx, spaceId, { connector: name, version, plan, changes, documentKey, overlay, createdBy });
  const atOnce = inUse === null || (kept.replacesEmpty === true && before?.operations === 0);
  if (atOnce) {
    await publishVersion(tx, spaceId, { name, version });
    await makeCurrent(tx, spaceId, { name, version, title, description });
  }
  const state = atOnce ? 'published' : 'draft';
  const data = { name, version, state, operations: plan.operations.length };
  await events.publish(tx, spaceId, [{ type: 'connector.imported', subject: name, data }]);
  return { version, state, changes };
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
