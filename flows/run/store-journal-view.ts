import type { Tx } from '../../platform/db/open.ts';

export interface JournalPage {
  readonly spaceId: string;
  readonly runId: string;
  readonly after: number;
  readonly limit: number;
  /** Long bodies are left out. */
  readonly short: boolean;
}

/** A row of a journal as it is looked at. */
export interface ShownJournalRow {
  readonly seq: number;
  readonly kind: string;
  readonly key: string;
  readonly taskPlace: string;
  readonly body: string;
  /** How many bytes of body were left out. */
  readonly cut: number;
  readonly began: number;
  readonly at: number;
}

/** Of bodies that are looked at many at a time. */
const shortBytes = 8_192;

/** A long body may be ten megabytes: whoever wants to see it asks for its row alone. */
export const shortBody = `case when octet_length(body) > ${shortBytes} then 'null' else body end as body,
  case when octet_length(body) > ${shortBytes} then octet_length(body) else 0 end as cut`;

export const journalPage = (
  tx: Tx,
  { spaceId, runId, after, limit, short }: JournalPage,
): Promise<ShownJournalRow[]> =>
  tx.query<ShownJournalRow>(
    `select seq, kind, key, place as "taskPlace", ${short ? shortBody : 'body, 0 as cut'}, began, at from flow_journal
     where run_id = $1 and space_id = $2 and seq > $3 order by seq limit $4`,
    [runId, spaceId, after, limit],
  );
