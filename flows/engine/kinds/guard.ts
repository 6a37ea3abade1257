import { isTrue } from '../expression.ts';
import type { Fault } from '../fault.ts';
import { inScope } from '../in-scope.ts';
import type { Behaviour, FrameOf, Machine } from '../machine.ts';
import type { Evaluate, Handler, Retry } from '../program.ts';
import type { Frame, Scope } from '../state.ts';
import { nextInList, startList } from './list.ts';

/** `try`: its tasks, once more after an error that passes, or another list in their place. */
export const guard: Behaviour<'try'> = {
  begin: (frame, machine) => attempt(frame, machine),
  childDone: (frame, done, machine) => {
    // What a try holds runs in the scope of the list that it stands in: `exit` leaves that one.
    if (!nextInList(frame, done, machine)) {
      machine.finish(frame, done.output, done.direction < -1 ? done.direction : undefined);
    }
  },
  childFailed: (frame, fault, machine) => {
    if (frame.caught !== null || !catches(frame, fault, machine)) return false;
    const { handler } = frame.node;
    const delay = handler.retry === null ? null : retryDelay(frame, { fault, retry: handler.retry }, machine);
    if (handler.retry?.attemptMs != null) machine.forget(frame, attemptKey(frame));
    if (delay !== null) {
      frame.attempt += 1;
      machine.timer(frame, `${frame.key}:retry`, delay);
      return true;
    }
    if (handler.tasks === null) {
      if (handler.retry !== null) return false;
      machine.finish(frame, frame.input);
      return true;
    }
    frame.caught = fault;
    const list = {
      tasks: handler.tasks,
      input: frame.input,
      scope: withError(frame, fault),
      mark: '/catch',
      attempt: '',
    };
    if (!startList(frame, list, machine)) machine.finish(frame, frame.input);
    return true;
  },
  due: (frame, machine) => {
    machine.observe?.retried?.(frame, machine.run);
    attempt(frame, machine);
  },
};

const attemptKey = (frame: Frame): string => `${frame.key}:attempt`;

const attempt = (frame: FrameOf<'try'>, machine: Machine): void => {
  const { tasks, handler } = frame.node;
  const limit = handler.retry?.attemptMs;
  if (limit != null) {
    machine.timer(frame, attemptKey(frame), limit(frame.input, frame, machine.run) as number);
  }
  const list = {
    tasks,
    input: frame.input,
    scope: frame.scope,
    mark: '',
    attempt: frame.attempt === 0 ? '' : `!${frame.attempt}`,
  };
  if (!startList(frame, list, machine)) machine.finish(frame, frame.input);
};

const withError = (frame: FrameOf<'try'>, fault: Fault): Scope => ({
  name: frame.node.handler.as,
  value: fault,
  outer: frame.scope,
});

const catches = (frame: FrameOf<'try'>, fault: Fault, machine: Machine): boolean => {
  const { handler } = frame.node;
  return (
    fits(handler, fault) &&
    allows({ when: handler.when, exceptWhen: handler.exceptWhen }, { frame, fault, machine })
  );
};

const fits = (handler: Handler, fault: Fault): boolean =>
  (handler.type === null || typeName(handler.type) === typeName(fault.type)) &&
  (handler.status === null || handler.status === fault.status) &&
  (handler.instance === null || handler.instance === fault.instance) &&
  (handler.title === null || handler.title === fault.title) &&
  (handler.detail === null || handler.detail === fault.detail);

/** The standard's own texts name its errors by two addresses. */
const typeName = (type: string): string =>
  type.replace(/^https:\/\/serverlessworkflow\.io\/(?:dsl\/errors\/types|spec\/1\.0\.0\/errors)\//, '');

interface Asking {
  readonly frame: FrameOf<'try'>;
  readonly fault: Fault;
  readonly machine: Machine;
}

interface Conditions {
  readonly when: Evaluate | null;
  readonly exceptWhen: Evaluate | null;
}

const allows = ({ when, exceptWhen }: Conditions, { frame, fault, machine }: Asking): boolean => {
  if (when === null && exceptWhen === null) return true;
  const asking = { frame, scope: withError(frame, fault), run: machine.run };
  const holds = (ask: Evaluate): boolean => isTrue(inScope(ask, frame.input, asking));
  return (when === null || holds(when)) && (exceptWhen === null || !holds(exceptWhen));
};

/** Milliseconds until the next attempt; null when there is none. */
const retryDelay = (
  frame: FrameOf<'try'>,
  { fault, retry }: { readonly fault: Fault; readonly retry: Retry },
  machine: Machine,
): number | null => {
  const { run } = machine;
  if (!allows(retry, { frame, fault, machine })) return null;
  if (retry.count !== null && frame.attempt >= retry.count) return null;
  const asking = { frame, scope: withError(frame, fault), run };
  const ms = (duration: Evaluate | null | undefined): number =>
    duration == null ? 0 : (inScope(duration, frame.input, asking) as number);
  const base = ms(retry.delay) * growth(retry.backoff, frame.attempt);
  const [from, to] = [ms(retry.jitter?.[0]), ms(retry.jitter?.[1])];
  const delay = Math.min(
    base + from + Math.max(0, to - from) * chance(`${run.id}${frame.key}!${frame.attempt}`),
    longest,
  );
  if (retry.totalMs !== null && run.now + delay - frame.startedAt > ms(retry.totalMs)) return null;
  return Math.round(delay);
};

/** A retry that is further away than a year was meant to be an end. */
const longest = 365 * 86_400_000;

const growth = (backoff: Retry['backoff'], attempt: number): number => {
  if (backoff === 'exponential') return 2 ** Math.min(attempt, 60);
  return backoff === 'linear' ? attempt + 1 : 1;
};

/** Between 0 and 1, spread evenly, and the same when the run is gone through again: FNV-1a. */
const chance = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
};
