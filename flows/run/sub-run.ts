import { HubError, isHubError } from '../../core/errors.ts';
import type { Vault } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { Wish } from './admit.ts';
import { openMasker } from './mask.ts';
import { sealedPlace } from './sealed-place.ts';
import { retryRun } from './store-retry.ts';
import { depthOf, findSubRun, releaseSubRun, takeSubRun, type SubRun } from './store-sub-runs.ts';

export interface SubRunWish extends Pick<Wish, 'spaceId' | 'flow' | 'input'> {
  readonly triggerKey: string;
  readonly vault: Pick<Vault, 'open'>;
}

/**
 * The run of a sub-flow that its parent has begun before; null: it is to be begun. After a crash of the parent that is the one
 * it waits for. When the parent is being retried, a sub-flow that failed is retried with it, from the task that failed, once
 * for each time the parent is; one that is given something else now is left alone, and another one begins.
 */
export const subRunOf = async (tx: Tx, wish: SubRunWish): Promise<string | null> => {
  const { spaceId } = wish;
  const found = await findSubRun(tx, wish);
  if (found === null) return null;
  const { runId, tries } = found;
  if (found.seenTries === tries) return runId;
  const goesOn = (await isGivenTheSame(found, wish)) && (await retried(tx, spaceId, found));
  if (!goesOn) {
    await releaseSubRun(tx, spaceId, runId);
    return null;
  }
  await takeSubRun(tx, spaceId, { runId, tries });
  return runId;
};

const deepest = 32;

/** A flow that calls itself without end would fill the space with runs that wait for each other. */
export const requireShallow = async (tx: Tx, spaceId: string, parentRun: string): Promise<void> => {
  const depth = await depthOf(tx, spaceId, { runId: parentRun, most: deepest });
  if (depth < deepest) return;
  throw new HubError(
    'flow_faulted',
    `${deepest} flows wait for each other here, each begun by the one before: another one is not begun. Does a flow call itself?`,
    { details: { kind: 'runtime' } },
  );
};

/** What came to a good end, or is under way, needs no retry. False: it has nothing to go on from. */
const retried = async (tx: Tx, spaceId: string, { runId, over, status }: SubRun): Promise<boolean> => {
  if (!over || status === 'completed') return true;
  try {
    await retryRun(tx, spaceId, { runId });
    return true;
  } catch (error) {
    if (isHubError(error, 'conflict')) return false;
    throw error;
  }
};

const isGivenTheSame = async (
  { runId, input, sealed }: SubRun,
  { spaceId, input: given, vault }: SubRunWish,
): Promise<boolean> => {
  const masker = openMasker();
  if (sealed !== null) {
    const kept = await vault.open(sealedPlace({ spaceId, runId }), sealed);
    masker.restore(JSON.parse(kept) as Record<string, string>);
  }
  // The same values may be written in two ways.
  return JSON.stringify(JSON.parse(masker.unmask(input))) === JSON.stringify(given ?? null);
};
