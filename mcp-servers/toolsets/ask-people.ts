import { setTimeout as pause } from 'node:timers/promises';
import type { Caller } from '../../core/caller.ts';
import { HubError, isHubError } from '../../core/errors.ts';
import type { Callables, Clock, Log } from '../../core/ports.ts';
import { newId } from '../../platform/ids.ts';
import type { Exchange } from '../serve/offer.ts';

export interface Question {
  readonly spaceId: string;
  readonly question: string;
  readonly details: unknown;
  readonly group: string;
  readonly timeout: string;
  readonly exchange: Exchange;
}

export type Verdict =
  | { readonly kind: 'approved' }
  | { readonly kind: 'declined'; readonly note: string }
  /** Nobody answered in time. */
  | { readonly kind: 'expired' };

interface Approval {
  readonly state: 'open' | 'answered' | 'expired' | 'cancelled';
  readonly approved: boolean | null;
  readonly note: string | null;
}

const pattern = /^PT(?=\d)(?:(\d{1,2})H)?(?:(\d{1,4})M)?(?:(\d{1,5})S)?$/;
const longestMs = 3_600_000;

/** Milliseconds of `PT2M`; undefined when it is no time that a call can wait. */
export const waitMs = (text: string): number | undefined => {
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const [hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0));
  const ms = ((hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1_000;
  return ms >= 1_000 && ms <= longestMs ? ms : undefined;
};

/** Clients give a call up that says nothing for long. */
const progressEveryMs = 5_000;

/**
 * Asks the members of a group before anything is done, and waits for their answer. Whoever calls may go away: then
 * nobody's answer counts any more. The hub itself asks, since whoever calls may not be one who may ask.
 */
export const askPeople = async (
  deps: { readonly callables: Callables; readonly clock: Clock; readonly log: Log },
  asked: Question,
): Promise<Verdict> => {
  const { spaceId, exchange, group, timeout } = asked;
  const caller: Caller = { kind: 'hub', name: 'toolsets', spaceId, permissions: 'all' };
  const use = async (name: string, input: Readonly<Record<string, unknown>>, signal: AbortSignal) => {
    const call = { spaceId, name, input, caller, requestId: newId('req'), signal, connection: undefined };
    return (await deps.callables.call(call)).output;
  };
  const { question, details } = asked;
  const { id } = (await use('approvals.request', { question, group, timeout, details }, exchange.signal)) as {
    readonly id: string;
  };
  const takeBack = (reason: string): Promise<unknown> =>
    use('approvals.cancel', { approval: id, reason }, AbortSignal.timeout(5_000)).catch((error: unknown) => {
      if (!isHubError(error, 'conflict'))
        deps.log.warn('a question to people could not be taken back', { approval: id, error });
    });
  try {
    return await untilSettled(deps, asked, () => use('approvals.get', { approval: id }, exchange.signal));
  } catch (error) {
    // A yes would do nothing any more.
    await takeBack(exchange.signal.aborted ? 'Whoever asked has gone.' : 'The call could not wait any more.');
    throw error;
  }
};

const untilSettled = async (
  { clock }: { readonly clock: Clock },
  { exchange, group, timeout }: Question,
  look: () => Promise<unknown>,
): Promise<Verdict> => {
  const began = clock.monotonic();
  let told = 0;
  for (let rest = 100; ; rest = Math.min(rest * 1.3, 1_000)) {
    await pause(rest, undefined, { signal: exchange.signal }).catch(() => undefined);
    if (exchange.signal.aborted)
      throw new HubError('conflict', 'The call was given up before anybody answered.');
    const { state, approved, note } = (await look()) as Approval;
    if (state === 'answered')
      return approved === true ? { kind: 'approved' } : { kind: 'declined', note: note ?? '' };
    if (state === 'cancelled') return { kind: 'declined', note: note ?? '' };
    // Its time may be over before anybody has ended it.
    if (state === 'expired') return { kind: 'expired' };
    const waited = clock.monotonic() - began;
    if (waited - told > progressEveryMs) {
      told = waited;
      const total = Math.round((waitMs(timeout) ?? waited) / 1_000);
      exchange.progress({ progress: Math.round(waited / 1_000), total, message: `Waiting for "${group}"` });
    }
  }
};
