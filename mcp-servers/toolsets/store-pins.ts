import type { Tx } from '../../platform/db/open.ts';

/** What somebody has seen of an operation when they let a toolset offer it. */
export interface Pin {
  readonly operation: string;
  readonly hash: string;
  /** What it had become when that was noticed; empty: it was gone. Null: it is as it was. */
  readonly changedHash: string | null;
}

export const readPins = async (tx: Tx, spaceId: string, toolset: string): Promise<Pin[]> =>
  tx.query<Pin>(
    `select operation, hash, changed_hash as "changedHash" from toolset_pins where space_id = $1 and toolset = $2`,
    [spaceId, toolset],
  );

export interface SeenPin extends Pin {
  readonly seen: string;
  readonly pinnedBy: string;
  readonly pinnedByName: string;
  readonly pinnedAt: Date;
  readonly changedAt: Date | null;
}

/** With what was seen: of these operations only. */
export const readSeen = async (
  tx: Tx,
  spaceId: string,
  { toolset, operations }: { readonly toolset: string; readonly operations: readonly string[] },
): Promise<SeenPin[]> =>
  tx.query<SeenPin>(
    `select operation, hash, changed_hash as "changedHash", seen, pinned_by as "pinnedBy",
       pinned_by_name as "pinnedByName", pinned_at as "pinnedAt", changed_at as "changedAt"
     from toolset_pins where space_id = $1 and toolset = $2 and operation = any ($3::text[])`,
    [spaceId, toolset, operations],
  );

export interface NewPin {
  readonly operation: string;
  readonly hash: string;
  readonly seen: string;
}

export interface Pinning {
  readonly toolset: string;
  readonly pins: readonly NewPin[];
  readonly by: string;
  readonly byName: string;
}

const batch = 500;

const write = async (
  tx: Tx,
  spaceId: string,
  pinning: Pinning & { readonly conflict: string },
): Promise<void> => {
  const { toolset, pins, by, byName, conflict } = pinning;
  for (let start = 0; start < pins.length; start += batch) {
    const some = pins.slice(start, start + batch);
    await tx.execute(
      `insert into toolset_pins (space_id, toolset, operation, hash, seen, pinned_by, pinned_by_name)
       select $1, $2, p.operation, p.hash, p.seen, $6, $7
       from unnest($3::text[], $4::text[], $5::text[]) as p (operation, hash, seen)
       on conflict (space_id, toolset, operation) ${conflict}`,
      [
        ...[spaceId, toolset, some.map(({ operation }) => operation), some.map(({ hash }) => hash)],
        ...[some.map(({ seen }) => seen), by, byName],
      ],
    );
  }
};

/** Of what is new to the toolset; what was pinned before stays as somebody approved it. */
export const addPins = (tx: Tx, spaceId: string, pinning: Pinning): Promise<void> =>
  write(tx, spaceId, { ...pinning, conflict: 'do nothing' });

/** Somebody has seen what it has become. */
export const renewPins = (tx: Tx, spaceId: string, pinning: Pinning): Promise<void> =>
  write(tx, spaceId, {
    ...pinning,
    conflict: `do update set hash = excluded.hash, seen = excluded.seen, pinned_by = excluded.pinned_by,
      pinned_by_name = excluded.pinned_by_name, pinned_at = now(), changed_hash = null, changed_at = null`,
  });

/** What the version in use does not offer any more is seen anew when it comes back. */
export const dropPins = async (
  tx: Tx,
  spaceId: string,
  { toolset, keep }: { readonly toolset: string; readonly keep: readonly string[] },
): Promise<void> => {
  await tx.execute(
    'delete from toolset_pins where space_id = $1 and toolset = $2 and not operation = any ($3::text[])',
    [spaceId, toolset, keep],
  );
};

export interface Noticed {
  readonly operation: string;
  /** The hash of what it is now, empty when it is gone; null when it is again as it was pinned. */
  readonly hash: string | null;
}

/** Notes what operations have become; answers those of which nobody had noted it. Whoever notes it first tells of it. */
export const noteChanges = async (
  tx: Tx,
  spaceId: string,
  { toolset, noticed }: { readonly toolset: string; readonly noticed: readonly Noticed[] },
): Promise<Noticed[]> =>
  tx.query<Noticed>(
    `update toolset_pins p set changed_hash = n.hash, changed_at = case when n.hash is null then null else now() end
     from unnest($3::text[], $4::text[]) as n (operation, hash)
     where p.space_id = $1 and p.toolset = $2 and p.operation = n.operation
       and p.changed_hash is distinct from n.hash and p.hash is distinct from n.hash
     returning p.operation, p.changed_hash as hash`,
    [spaceId, toolset, noticed.map(({ operation }) => operation), noticed.map(({ hash }) => hash)],
  );
