import type { Command } from '../engine/messages.ts';

export type Work = Extract<Command, { kind: 'call' | 'run' }>;

export interface CallTrace {
  readonly key: string;
  /** The key without attempts: what the other side knows the call by. */
  readonly effect: string;
  readonly place: string;
  /** `operation`, one of the standard's own functions, or a process: `workflow`, `script`. */
  readonly function: string;
  /** Of an operation its whole name, of a workflow the name of the flow. */
  readonly name: string | null;
  readonly with: unknown;
  readonly timeoutMs: number | null;
  /** `open`: nothing has come back. */
  readonly status: 'open' | 'done' | 'failed' | 'dropped';
  readonly began: number;
  readonly ended: number | null;
}

/** What the other side of a call is, in the words of the person who wrote it. */
export const calledName = (call: Pick<CallTrace, 'function' | 'name'>): string => call.name ?? call.function;

export const callTrace = (work: Work, began: number): CallTrace => ({
  ...{ key: work.key, effect: work.effect, place: work.place, with: work.with },
  timeoutMs: work.timeoutMs,
  function: work.kind === 'call' ? work.function : work.process,
  name: nameOf(work),
  ...{ status: 'open', began, ended: null },
});

const nameOf = (work: Work): string | null => {
  if (work.kind === 'call') return work.operation ?? null;
  const { name } = work.with;
  return work.process === 'workflow' && typeof name === 'string' ? name : null;
};

export interface CallRecorder {
  /** In the order in which they were made. */
  calls(): readonly CallTrace[];
  begin(work: Work, now: number): void;
  /** Nothing, for a key that is none of an open call. */
  end(key: string, status: CallTrace['status'], now: number): void;
}

export const openCallRecorder = (): CallRecorder => {
  const calls: CallTrace[] = [];
  const open = new Map<string, number>();
  return {
    calls: () => calls,
    begin: (work, now) => {
      open.set(work.key, calls.length);
      calls.push(callTrace(work, now));
    },
    end: (key, status, now) => {
      const at = open.get(key);
      const call = at === undefined ? undefined : calls[at];
      if (at === undefined || call === undefined) return;
      open.delete(key);
      calls[at] = { ...call, status, ended: now };
    },
  };
};
