import type { Fault } from '../engine/fault.ts';
import type { Command } from '../engine/messages.ts';
import type { Parked } from './parked.ts';

/** `parked`: it gave itself up to people on the way, wherever it came to after that. */
export type RunEnd =
  | { readonly status: 'completed'; readonly output: unknown; readonly parked?: Parked }
  | { readonly status: 'faulted'; readonly error: Fault; readonly parked?: Parked }
  | { readonly status: 'cancelled'; readonly reason: string; readonly parked?: never };

export const endIn = (commands: readonly Command[]): RunEnd | null => {
  const end = commands.find((one) => one.kind === 'end');
  if (end === undefined) return null;
  if (end.status === 'completed') return { status: end.status, output: end.output };
  return end.status === 'faulted'
    ? { status: end.status, error: end.error }
    : { status: end.status, reason: end.reason };
};

export type EndStatus = RunEnd['status'] | 'parked';

/** What its row says. */
export const statusOfEnd = (end: RunEnd): EndStatus => (end.parked === undefined ? end.status : 'parked');

/** What its row holds under `error`: why it did not simply complete. */
export const reasonOfEnd = (end: RunEnd): unknown => {
  if (end.status === 'cancelled') return { reason: end.reason };
  const fault = end.status === 'faulted' ? typeFirst(end.error) : undefined;
  if (end.parked === undefined) return fault;
  return { ...end.parked, ...(fault !== undefined && { fault }) };
};

/** Rows are found by it. */
export const typeFirst = ({ type, ...rest }: Fault): Fault => ({ type, ...rest });

/** Of a run as it is stored; null while it is under way. */
export const storedEnd = ({
  status,
  output,
  error,
}: {
  readonly status: string;
  readonly output: string | null;
  readonly error: string | null;
}): RunEnd | null => {
  const told = (): unknown => JSON.parse(error ?? '{}');
  const given = (): unknown => JSON.parse(output ?? 'null');
  if (status === 'completed') return { status, output: given() };
  if (status === 'faulted') return { status, error: told() as Fault };
  if (status === 'cancelled') return { status, reason: (told() as { reason?: string }).reason ?? '' };
  if (status !== 'parked') return null;
  const { fault, ...parked } = told() as Parked & { readonly fault?: Fault };
  return fault === undefined
    ? { status: 'completed', output: given(), parked }
    : { status: 'faulted', error: fault, parked };
};
