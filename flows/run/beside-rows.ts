import type { EventBus, Hints } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import { takeBack } from '../approvals/take-back.ts';
import type { Command } from '../engine/messages.ts';
import type { Program } from '../engine/program.ts';
import type { Heard } from './heard.ts';
import { endIn } from './run-end.ts';
import { admitNext, lockOrder } from './store-order.ts';
import { cancelSubRuns } from './store-sub-runs.ts';
import { startAfter, triggersTopic } from './store-triggers.ts';
import { waits } from './store-waits.ts';
import { requireFindable } from './tellable.ts';

type Listen = Extract<Command, { kind: 'listen' }>;

/** What is written in the same moment as rows of a run, besides them. Null: nothing. */
export type BesideRows = (commands: readonly Command[], since: number) => ((tx: Tx) => Promise<void>) | null;

export interface BesideParts {
  readonly program: Program;
  readonly spaceId: string;
  readonly runId: string;
  readonly orderKey: string | null;
  readonly heard: Heard;
  readonly events: Pick<EventBus<Tx>, 'publish'>;
  readonly hints: Pick<Hints, 'send'>;
  /** Somebody has its turn now. */
  readonly turned: () => void;
}

export interface Beside {
  readonly of: BesideRows;
  readonly atEnd: (tx: Tx) => Promise<void>;
  /** There may be rows of it among the waits. */
  waited(): void;
  /** What a run that is gone through again had begun, and let go, before. */
  replayed(command: Command): void;
}

/**
 * Listeners are found from the moment that the rows before them are on disk, and until they are over: no event wakes a run
 * for one that is. At its end a run waits for nothing any more,
 * and whoever waits for it has its turn.
 */
export const openBeside = (parts: BesideParts): Beside => {
  const { program, spaceId, runId, orderKey, heard, turned } = parts;
  const { name, concurrency, schedule } = program.document;
  const goesOnAfter = schedule?.after !== undefined;
  const listening = new Set<string>();
  let waited = false;

  const atEnd = async (tx: Tx): Promise<void> => {
    if (waited) await waits.forget(tx, spaceId, runId);
    if (goesOnAfter) {
      await startAfter(tx, spaceId, name);
      tx.afterCommit(() => parts.hints.send(triggersTopic));
    }
    if (orderKey === null || concurrency === null) return;
    const place = { spaceId, flow: name, orderKey };
    await lockOrder(tx, place);
    await admitNext(tx, place, concurrency.max);
    tx.afterCommit(turned);
  };

  return {
    of: (commands, since) => {
      const end = endIn(commands);
      if (end?.status === 'cancelled')
        return async (tx) => {
          await atEnd(tx);
          const { reason } = end;
          await takeBack(tx, parts.events, { spaceId, runId, reason });
          if ((await cancelSubRuns(tx, spaceId, { runId, reason })) > 0) tx.afterCommit(turned);
        };
      if (end !== null) return waited || goesOnAfter || orderKey !== null ? atEnd : null;
      const begun = new Map<string, Listen>();
      const over: string[] = [];
      for (const command of commands) {
        if (command.kind === 'listen') begun.set(command.key, command);
        else if (command.kind === 'drop' && !begun.delete(command.key) && listening.delete(command.key))
          over.push(command.key);
      }
      if (begun.size === 0 && over.length === 0) return null;
      waited = true;
      for (const key of begun.keys()) listening.add(key);
      const listeners = [...begun.values()].flatMap(({ key, place, waits: wanted }) =>
        wanted.map((wait) => {
          requireFindable(wait, place);
          return { key, ...wait };
        }),
      );
      const known = heard.identities();
      return async (tx) => {
        if (over.length > 0) await waits.unlisten(tx, { spaceId, runId, keys: over });
        if (listeners.length > 0) await waits.listen(tx, { spaceId, runId, since, listeners, known });
      };
    },
    atEnd,
    waited: () => {
      waited = true;
    },
    replayed: (command) => {
      if (command.kind === 'listen') listening.add(command.key);
      else if (command.kind === 'drop') listening.delete(command.key);
    },
  };
};
