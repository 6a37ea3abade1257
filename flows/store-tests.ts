import { instantText } from '../core/instant-text.ts';
import type { Tx } from '../platform/db/open.ts';

export interface FlowTests {
  readonly text: string;
  readonly savedBy: string;
  readonly savedByName: string;
  readonly savedAt: string;
}

export const findTests = async (tx: Tx, spaceId: string, flow: string): Promise<FlowTests | undefined> => {
  const [row] = await tx.query<Omit<FlowTests, 'savedAt'> & { readonly savedAt: Date }>(
    `select text, saved_by as "savedBy", saved_by_name as "savedByName", saved_at as "savedAt"
     from flow_tests where space_id = $1 and flow = $2`,
    [spaceId, flow],
  );
  return row === undefined ? undefined : { ...row, savedAt: instantText(row.savedAt) };
};

export interface NewTests {
  readonly flow: string;
  readonly text: string;
  readonly by: string;
  readonly byName: string;
}

export const writeTests = async (tx: Tx, spaceId: string, tests: NewTests): Promise<void> => {
  await tx.execute(
    `insert into flow_tests (space_id, flow, text, saved_by, saved_by_name) values ($1, $2, $3, $4, $5)
     on conflict (space_id, flow) do update set text = excluded.text, saved_by = excluded.saved_by,
       saved_by_name = excluded.saved_by_name, saved_at = now()`,
    [spaceId, tests.flow, tests.text, tests.by, tests.byName],
  );
};

export const deleteTests = async (tx: Tx, spaceId: string, flow: string): Promise<boolean> =>
  (await tx.execute('delete from flow_tests where space_id = $1 and flow = $2', [spaceId, flow])) === 1;
