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
  if (status === 'completed') return { status, output: JSON.parse(output ?? 'null') as unknown };
  if (status === 'faulted') return { status, error: told() as Fault };
  if (status === 'cancelled') return { status, reason: (told() as { reason?: string }).reason ?? '' };
  return null;
};
