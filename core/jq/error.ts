import type { Value } from './value.ts';

/** `compile`: the program is wrong. `run`: what jq calls an error, and `try` catches. `limit`: nothing catches it. */
export type JqFailure = 'compile' | 'run' | 'limit';

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Messages may hold what a program or an input says; the whole of it is in `value`. */
const maxMessage = 500;

export class JqError extends Error {
  override readonly name = 'JqError';
  readonly failure: JqFailure;
  /** What `catch` receives: the message, or the value given to `error`. */
  readonly value: Value;
  /** Where in the source, for failures to compile. */
  readonly place: Place | null;

  constructor(message: string, { failure = 'run', value = message, place = null }: JqErrorOptions = {}) {
    super(message.length > maxMessage ? `${message.slice(0, maxMessage)}…` : message);
    this.failure = failure;
    this.value = value;
    this.place = place;
  }
}

interface JqErrorOptions {
  readonly failure?: JqFailure;
  readonly value?: Value;
  readonly place?: Place | null;
}

export const isCatchable = (error: unknown): error is JqError =>
  error instanceof JqError && error.failure === 'run';

export const limitError = (message: string): JqError => new JqError(message, { failure: 'limit' });

export const placeOf = (source: string, offset: number): Place => {
  const before = source.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
};

export const compileError = (source: string, offset: number, message: string): JqError => {
  const place = placeOf(source, offset);
  return new JqError(`${message} at line ${place.line}, column ${place.column}`, {
    failure: 'compile',
    place,
  });
};
