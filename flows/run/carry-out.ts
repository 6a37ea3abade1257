import { isHubError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { failpoint } from '../../platform/failpoint.ts';
import type { Command, RunEvent } from '../engine/messages.ts';
import type { Program } from '../engine/program.ts';
import { effectKey } from './effect-key.ts';
import { failureOf } from './failure-of.ts';
import type { Outside } from './outside.ts';
import { knownAuthorization } from './known-authorization.ts';
import type { Redone } from './redone.ts';
import { longestTimer } from './timers.ts';

export type Work = Extract<Command, { kind: 'call' | 'run' }>;

export interface Carrier {
  begin(command: Work): void;
  /** It is wanted no more: what it gives is not told. */
  drop(key: string): void;
  dropAll(): void;
}

export interface CarrierParts {
  readonly program: Pick<Program, 'authorization'>;
  readonly spaceId: string;
  readonly runId: string;
  readonly secrets: Readonly<Record<string, unknown>>;
  readonly outside: Outside;
  readonly now: () => number;
  readonly log: Log;
  readonly redone: Pick<Redone, 'effect'>;
  readonly tell: (event: RunEvent) => void;
}

/** Carries out what one run wants done outside, and tells it how that went. */
export const openCarrier = (parts: CarrierParts): Carrier => {
  const { spaceId, runId, secrets, outside, now, redone, tell } = parts;
  const underWay = new Map<string, AbortController>();

  const carryOut = async (command: Work, abort: AbortController): Promise<void> => {
    const { key, timeoutMs } = command;
    let timedOut = false;
    const late =
      timeoutMs === null
        ? undefined
        : setTimeout(
            () => {
              timedOut = true;
              abort.abort();
            },
            Math.min(timeoutMs, longestTimer),
          );
    const mine = (): boolean => underWay.get(key) === abort;
    try {
      const work = {
        ...{ spaceId, runId, secrets },
        idempotencyKey: effectKey(runId, redone.effect(command.effect)),
        signal: abort.signal,
      };
      const result =
        command.kind === 'call'
          ? await outside.call({ ...work, command })
          : await outside.process({ ...work, command });
      failpoint('after_effect_before_journal');
      if (!mine()) return;
      underWay.delete(key);
      tell({
        ...{ kind: 'done', at: now(), key, output: result.output },
        ...knownAuthorization(parts.program, command.place, result),
      });
    } catch (error) {
      if (!mine()) return;
      underWay.delete(key);
      if (!isHubError(error)) {
        parts.log.error('a task of a run failed in the hub itself', { runId, place: command.place, error });
      }
      const failure = timedOut
        ? ({ kind: 'timeout', detail: `It did not answer within ${timeoutMs} ms.` } as const)
        : failureOf(error);
      tell({ kind: 'failed', at: now(), key, failure });
    } finally {
      clearTimeout(late);
    }
  };

  const drop = (key: string): void => {
    const abort = underWay.get(key);
    underWay.delete(key);
    abort?.abort();
  };
  return {
    begin: (command) => {
      const abort = new AbortController();
      underWay.set(command.key, abort);
      void carryOut(command, abort);
    },
    drop,
    dropAll: () => {
      for (const key of [...underWay.keys()]) drop(key);
    },
  };
};
