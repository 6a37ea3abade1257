import type { Fault } from '../engine/fault.ts';
import type { Command } from '../engine/messages.ts';

export type RunEnd =
  | { readonly status: 'completed'; readonly output: unknown }
  | { readonly status: 'faulted'; readonly error: Fault }
  | { readonly status: 'cancelled'; readonly reason: string };

export const endIn = (commands: readonly Command[]): RunEnd | null => {
  const end = commands.find((one) => one.kind === 'end');
  if (end === undefined) return null;
  if (end.status === 'completed') return { status: end.status, output: end.output };
  return end.status === 'faulted'
    ? { status: end.status, error: end.error }
    : { status: end.status, reason: end.reason };
};
