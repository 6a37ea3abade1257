import { isDeepStrictEqual } from 'node:util';
import type { ConnectorPlan } from '../core/connector.ts';
import type { Tx } from '../platform/db/open.ts';
import { readFrame, readOperations, type VersionPlace } from './store-versions.ts';

/** Whether a plan is what a version holds, in whatever order its operations stand. */
export const isSamePlan = async (
  tx: Tx,
  spaceId: string,
  { place, plan }: { readonly place: VersionPlace; readonly plan: ConnectorPlan },
): Promise<boolean> => {
  const { frame, definitions } = await readFrame(tx, spaceId, place);
  const { operations: planned, ...rest } = asStored(plan);
  // Most that differ differ here: the operations, which are many, are then not read.
  if (!isDeepStrictEqual({ ...frame, definitions }, rest)) return false;
  return isDeepStrictEqual(byName(await readOperations(tx, spaceId, place)), byName(planned));
};

const byName = (list: ConnectorPlan['operations']) =>
  Object.fromEntries(list.map((operation) => [operation.name, operation]));

/** As it comes back from where it is stored. */
const asStored = (plan: ConnectorPlan): ConnectorPlan => JSON.parse(JSON.stringify(plan)) as ConnectorPlan;
