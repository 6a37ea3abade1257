import { z } from 'zod';
import { HubError } from '../../../core/errors.ts';
import { valueAt } from '../../wire/value-at.ts';

/** How a poller tells new items from those that it has seen. */
const pointer = z
  .string()
  .max(300)
  .regex(/^(\/.*)?$/, 'is a JSON pointer, such as /data');
const filledPointer = pointer.min(2, 'must lead to something, such as /id');

const shared = {
  items: pointer.default('').describe('Where the items stand in the answer of the operation.'),
  pages: z.number().int().min(1).max(50).default(1).describe('How many pages of the list are read at most.'),
  event: z
    .string()
    .regex(/^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*$/, 'is a name such as ticket.created')
    .max(100)
    .default('found'),
  key: filledPointer.optional().describe('In the item: events with the same value keep their order.'),
  first: z
    .enum(['skip', 'emit'])
    .default('skip')
    .describe('Whether what is there at the first run is told as new.'),
};

export const trackingSchema = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('ids'),
    id: filledPointer.describe('In the item: what it is known by.'),
    ...shared,
  }),
  z.strictObject({
    by: z.literal('highest'),
    value: filledPointer.describe('In the item: a number or a time that only grows.'),
    id: filledPointer.optional().describe('Tells items of the same value apart.'),
    argument: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe(
        'The argument of the operation that takes the highest value seen, to ask for newer ones only.',
      ),
    ...shared,
  }),
]);
export type Tracking = z.infer<typeof trackingSchema>;

export interface Cursor {
  /** Newest first, so that the oldest are forgotten. */
  readonly ids: readonly string[];
  readonly highest?: string | number;
}

export interface Advanced {
  readonly cursor: Cursor;
  readonly fresh: readonly unknown[];
}

const mostIds = 5_000;

/** From what is there now to what is new, and what to remember. */
export const advance = (tracking: Tracking, cursor: Cursor | null, items: readonly unknown[]): Advanced => {
  const next = tracking.by === 'ids' ? byIds(tracking, cursor, items) : byHighest(tracking, cursor, items);
  return cursor === null && tracking.first === 'skip' ? { ...next, fresh: [] } : next;
};

const scalar = (item: unknown, place: string): string | number | undefined => {
  const value = valueAt(item, place);
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value !== '' && value.length <= 500 ? value : undefined;
};

const requireSome = (found: number, items: readonly unknown[], place: string): void => {
  if (found > 0 || items.length === 0) return;
  throw new HubError(
    'upstream_failed',
    `None of the ${items.length} items has a value at "${place}". Check what the poller tracks.`,
  );
};

const byIds = (
  tracking: Extract<Tracking, { by: 'ids' }>,
  cursor: Cursor | null,
  items: readonly unknown[],
): Advanced => {
  const before = new Set(cursor?.ids);
  const now = new Map<string, unknown>();
  for (const item of items) {
    const id = scalar(item, tracking.id);
    if (id !== undefined && !now.has(String(id))) now.set(String(id), item);
  }
  requireSome(now.size, items, tracking.id);
  const ids = [...now.keys(), ...[...before].filter((id) => !now.has(id))].slice(0, mostIds);
  return { cursor: { ids }, fresh: [...now].filter(([id]) => !before.has(id)).map(([, item]) => item) };
};

interface Valued {
  readonly item: unknown;
  readonly value: string | number;
  readonly id: string | undefined;
}

const byHighest = (
  tracking: Extract<Tracking, { by: 'highest' }>,
  cursor: Cursor | null,
  items: readonly unknown[],
): Advanced => {
  const valued = items.flatMap((item): Valued[] => {
    const value = scalar(item, tracking.value);
    const id = tracking.id === undefined ? undefined : scalar(item, tracking.id);
    return value === undefined ? [] : [{ item, value, id: id === undefined ? undefined : String(id) }];
  });
  requireSome(valued.length, items, tracking.value);
  valued.sort((one, other) => compare(one.value, other.value));
  const before = cursor?.highest;
  const atTop = new Set(cursor?.ids);
  const seen = new Set<string>();
  const fresh = valued.filter(({ value, id }) => {
    if (id !== undefined && seen.has(id)) return false;
    if (id !== undefined) seen.add(id);
    if (before === undefined) return true;
    const order = compare(value, before);
    // Of the same value as the highest one, those are new that were not there.
    return order > 0 || (order === 0 && id !== undefined && !atTop.has(id));
  });
  const last = valued.at(-1)?.value;
  const highest = before === undefined || (last !== undefined && compare(last, before) > 0) ? last : before;
  if (highest === undefined) return { cursor: { ids: [] }, fresh: [] };
  const kept = before !== undefined && compare(before, highest) === 0 ? [...atTop] : [];
  const ids = valued.flatMap(({ value, id }) =>
    id !== undefined && compare(value, highest) === 0 ? [id] : [],
  );
  return {
    cursor: { highest, ids: [...new Set([...ids, ...kept])].slice(0, mostIds) },
    fresh: fresh.map(({ item }) => item),
  };
};

const digits = /^\d+$/;
const decimal = /^-?\d+(\.\d+)?$/;
const instant = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/;

/** Numbers as numbers, however they are written; instants by time, whatever their zone; else as text. */
const compare = (one: string | number, other: string | number): number => {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [a, b] = [String(one), String(other)];
  if (digits.test(a) && digits.test(b)) {
    // Ids may have more digits than a double holds.
    const difference = BigInt(a) - BigInt(b);
    return difference === 0n ? 0 : difference > 0n ? 1 : -1;
  }
  if (decimal.test(a) && decimal.test(b) && Number(a) !== Number(b)) return Number(a) - Number(b);
  if (instant.test(a) && instant.test(b)) {
    const difference = Date.parse(a) - Date.parse(b);
    if (!Number.isNaN(difference) && difference !== 0) return difference;
  }
  return a < b ? -1 : a > b ? 1 : 0;
};
