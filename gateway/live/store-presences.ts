import type { Tx } from '../../platform/db/open.ts';

export interface PresenceRow {
  readonly spaceId: string;
  readonly topic: string;
  /** One socket of one process: a person may have several. */
  readonly placeId: string;
  readonly userId: string;
  readonly name: string;
  readonly step: string | null;
  readonly since: Date;
}

/** Who does not say so again within this time is gone: a process that died takes its people with it. */
const leaseMs = 7_000;

export const dropPresence = async (
  tx: Tx,
  spaceId: string,
  { topic, placeId }: Pick<PresenceRow, 'topic' | 'placeId'>,
): Promise<void> => {
  await tx.execute('delete from presences where space_id = $1 and topic = $2 and place_id = $3', [
    spaceId,
    topic,
    placeId,
  ]);
};

/** Said anew as long as they are there: those of one process, all together. */
export const keepPresences = async (tx: Tx, here: readonly Omit<PresenceRow, 'since'>[]): Promise<void> => {
  await tx.execute(
    `insert into presences (space_id, topic, place_id, user_id, name, step, since, lease_until)
     select here.*, clock_timestamp(), clock_timestamp() + $7 * interval '1 millisecond'
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as here
     on conflict (space_id, topic, place_id) do update
       set step = excluded.step, name = excluded.name, lease_until = excluded.lease_until`,
    [
      here.map(({ spaceId }) => spaceId),
      here.map(({ topic }) => topic),
      here.map(({ placeId }) => placeId),
      here.map(({ userId }) => userId),
      here.map(({ name }) => name),
      here.map(({ step }) => step),
      leaseMs,
    ],
  );
};

/** Those whose process died. */
export const sweepPresences = (tx: Tx): Promise<number> =>
  tx.execute(`delete from presences where lease_until < clock_timestamp() - interval '1 minute'`);

/** Of each topic those who have been there longest. */
export const readPresences = (
  tx: Tx,
  topics: readonly Pick<PresenceRow, 'spaceId' | 'topic'>[],
  most: number,
): Promise<PresenceRow[]> =>
  tx.query<PresenceRow>(
    `select p.space_id as "spaceId", p.topic, p.place_id as "placeId", p.user_id as "userId", p.name, p.step, p.since
     from unnest($1::text[], $2::text[]) as asked(space_id, topic)
     cross join lateral (
       select * from presences
       where space_id = asked.space_id and topic = asked.topic and lease_until > clock_timestamp()
       order by since, place_id limit $3) as p`,
    [topics.map(({ spaceId }) => spaceId), topics.map(({ topic }) => topic), most],
  );
