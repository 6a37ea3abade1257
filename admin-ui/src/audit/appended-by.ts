import type { LiveEvent } from '../live/live-socket.ts';

/** More than anybody counts: the notice says how many, it need not be told of each. */
const most = 1_000;

/** The numbers of the entries that the chain has grown by. The hub gathers: one event may tell of many. */
export const appendedBy = ({ type, data }: LiveEvent): readonly string[] => {
  if (type !== 'audit.appended' || typeof data !== 'object' || data === null) return [];
  const { seq, entries } = data as { readonly seq?: unknown; readonly entries?: unknown };
  if (typeof seq !== 'number' || typeof entries !== 'number') return [];
  return Array.from({ length: Math.min(entries, most) }, (_, back) => String(seq - back));
};
