import { instantText } from '../../core/instant-text.ts';
import type { Callable, Callables } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import { pinHash, seenOf, type Seen } from './pin.ts';
import { readPins, readSeen } from './store-pins.ts';

/** An operation that is not what somebody approved. */
export interface BlockedOperation {
  readonly operation: string;
  readonly state: 'changed' | 'missing';
  /** Of what it is now: whoever approves says it, so that nothing else is approved. Null where it is gone. */
  readonly hash: string | null;
  readonly approved: { readonly by: string; readonly byName: string; readonly at: string };
  readonly before: Seen;
  readonly after: Seen | null;
}

/** Looked at now, whatever was noted before. */
export const blockedOperations = async (
  callables: Callables,
  tx: Tx,
  place: { readonly spaceId: string; readonly toolset: string },
): Promise<BlockedOperation[]> => {
  const { spaceId, toolset } = place;
  const pins = await readPins(tx, spaceId, toolset);
  const operations = pins.map(({ operation }) => operation);
  const found = await callables.findAll(spaceId, operations);
  const now = new Map<string, Callable | null>();
  pins.forEach(({ operation, hash }, at) => {
    const callable = found[at] ?? null;
    if (callable === null || pinHash(callable) !== hash) now.set(operation, callable);
  });
  if (now.size === 0) return [];
  const seen = await readSeen(tx, spaceId, { toolset, operations: [...now.keys()] });
  return seen.map(({ operation, seen: text, pinnedBy, pinnedByName, pinnedAt }) => {
    const callable = now.get(operation) ?? null;
    return {
      operation,
      state: callable === null ? 'missing' : 'changed',
      hash: callable === null ? null : pinHash(callable),
      approved: { by: pinnedBy, byName: pinnedByName, at: instantText(pinnedAt) },
      before: JSON.parse(text) as Seen,
      after: callable === null ? null : seenOf(callable),
    };
  });
};
