import type { Tx } from '../../platform/db/open.ts';
import type { Command } from '../engine/messages.ts';
import type { Program } from '../engine/program.ts';
import type { Heard } from './heard.ts';
import { endIn } from './run-end.ts';
import { admitNext, lockOrder } from './store-order.ts';
import { startAfter } from './store-triggers.ts';
import { waits } from './store-waits.ts';

/** What is written in the same moment as rows of a run, besides them. Null: nothing. */
export type BesideRows = (commands: readonly Command[], since: number) => ((tx: Tx) => Promise<void>) | null;

export interface BesideParts {
  readonly program: Program;
  readonly spaceId: string;
  readonly runId: string;
  readonly orderKey: string | null;
  readonly heard: Heard;
  /** Somebody has its turn now. */
  readonly turned: () => void;
}

export interface Beside {
  readonly of: BesideRows;
  readonly atEnd: (tx: Tx) => Promise<void>;
  /** There may be rows of it among the waits. */
  waited(): void;
}

/**
 * Listeners are found from the moment that the rows before them are on disk. At its end a run waits for nothing any more,
 * and whoever waits for it has its turn.
 */
export const openBeside = ({ program, spaceId, runId, orderKey, heard, turned }: BesideParts): Beside => {
  const { name, concurrency, schedule } = program.document;
  const goesOnAfter = schedule?.after !== undefined;
  let waited = false;

  const atEnd = async (tx: Tx): Promise<void> => {
    if (waited) await waits.forget(tx, spaceId, runId);
    if (goesOnAfter) await startAfter(tx, spaceId, name);
    if (orderKey === null || concurrency === null) return;
    const place = { spaceId, flow: name, orderKey };
    await lockOrder(tx, place);
    await admitNext(tx, place, concurrency.max);
    tx.afterCommit(turned);
  };

  return {
    of: (commands, since) => {
      if (endIn(commands) !== null) return waited || goesOnAfter || orderKey !== null ? atEnd : null;
      const listeners = commands.flatMap((one) =>
        one.kind === 'listen' ? one.waits.map((wait) => ({ key: one.key, ...wait })) : [],
      );
      if (listeners.length === 0) return null;
      waited = true;
      const known = heard.identities();
      return (tx) => waits.listen(tx, { spaceId, runId, since, listeners, known });
    },
    atEnd,
    waited: () => {
      waited = true;
    },
  };
};
