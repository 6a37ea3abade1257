import { setTimeout as pause } from 'node:timers/promises';
import type { Log, Running } from '../../core/ports.ts';
import type { Db } from '../db/open.ts';
import type { CheckpointFiles } from './checkpoint-files.ts';
import { headsAfter, sealAt, type ChainHead } from './store-heads.ts';

export interface CheckpointsDeps {
  readonly db: Db;
  readonly files: CheckpointFiles;
  readonly log: Log;
  readonly everyMs: number;
  /** How long the last round at a stop may take. */
  readonly stopMs: number;
}

interface Known {
  readonly seq: number;
  readonly hash: Buffer;
}

const headsAtOnce = 500;

/**
 * From time to time, and at a stop, testifies outside of the database where each audit chain ends. Whoever can write
 * everything in the database can seal a whole chain anew, but not make it fit what was said of it before. Any number
 * of processes may run this: they say the same, and what was said is never overwritten. What was said last is
 * remembered here and not in the database, where somebody could change it.
 */
export const startCheckpoints = async (deps: CheckpointsDeps): Promise<Running> => {
  const { db, files, log } = deps;
  const known = new Map<string, Known>();
  let round: Promise<void> = Promise.resolve();
  let busy = false;
  let late = false;
  let stopped: Promise<void> | undefined;

  const alarm = (head: ChainHead, testified: number): void =>
    log.error(
      'an audit chain is not the one that a checkpoint testifies; verify it, and keep a copy of both',
      {
        spaceId: head.spaceId,
        checkpoint: testified,
        seq: head.seq,
      },
    );

  /** Asked anew, not read off the head: another process may have testified more since the head was looked at. */
  const holds = async (spaceId: string, said: Known): Promise<boolean> =>
    (await db.asSystem((tx) => sealAt(tx, spaceId, said.seq)))?.equals(said.hash) === true;

  const testify = async (head: ChainHead): Promise<void> => {
    const { spaceId, seq, hash } = head;
    const before = known.get(spaceId);
    if (before?.seq === seq && before.hash.equals(hash)) return;
    const last = before === undefined ? await files.last(spaceId) : undefined;
    const said = before ?? last?.checkpoint;
    if (last !== undefined && said === undefined) alarm(head, last.seq);
    if (said !== undefined && !(await holds(spaceId, said))) alarm(head, said.seq);
    // Also after an alarm: what is written from now on deserves a witness too.
    const there = await files.add({ spaceId, seq, hash, at: head.at.toISOString() });
    const other = there !== undefined && there.checkpoint?.hash.equals(hash) !== true;
    if (other && seq !== (said?.seq ?? last?.seq)) alarm(head, seq);
    known.set(spaceId, { seq, hash });
  };

  const testifyAll = async (): Promise<void> => {
    try {
      for (let after = ''; !late;) {
        const heads = await db.asSystem((tx) => headsAfter(tx, after, headsAtOnce));
        for (const head of heads) {
          if (late) return;
          await testify(head);
        }
        const end = heads.at(-1);
        if (end === undefined || heads.length < headsAtOnce) return;
        after = end.spaceId;
      }
    } catch (error) {
      log.warn('checkpoints of the audit chains could not be stored; tried again later', { error });
    }
  };

  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    round = testifyAll().finally(() => (busy = false));
  }, deps.everyMs);
  timer.unref();

  const stop = async (): Promise<void> => {
    clearInterval(timer);
    const given = new AbortController();
    round = round.then(testifyAll);
    await Promise.race([
      round,
      pause(deps.stopMs, undefined, { signal: given.signal }).then(
        () => log.warn('the last checkpoints of the audit chains took too long; some are missing'),
        () => undefined,
      ),
    ]);
    late = true;
    given.abort();
  };
  return { stop: () => (stopped ??= stop()) };
};
