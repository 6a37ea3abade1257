import { instantText } from '../core/instant-text.ts';
import type { Tx } from '../platform/db/open.ts';
import { noFlow } from './store-flows.ts';

export interface FlowTests {
  readonly text: string;
  readonly savedBy: string;
  readonly savedByName: string;
  readonly savedAt: string;
}

type TestsRow = Omit<FlowTests, 'savedAt'> & { readonly savedAt: Date };

export const findTests = async (tx: Tx, spaceId: string, flow: string): Promise<FlowTests | undefined> =>
  (await readTests(tx, spaceId, { flow, hold: false }))?.tests ?? undefined;

export interface HeldTests {
  readonly tests: FlowTests | null;
  /** Counts the saves, also those that took the tests away: 0 before the first. */
  readonly fence: number;
}

export interface WantedTests {
  readonly flow: string;
  /** Nobody else saves them until the transaction ends. */
  readonly hold: boolean;
}

export const heldTests = async (tx: Tx, spaceId: string, wanted: WantedTests): Promise<HeldTests> => {
  const held = await readTests(tx, spaceId, wanted);
  if (held === undefined) throw noFlow(wanted.flow);
  return held;
};

const readTests = async (
  tx: Tx,
  spaceId: string,
  { flow, hold }: WantedTests,
): Promise<HeldTests | undefined> => {
  const [row] = await tx.query<{ fence: number } & (TestsRow | { readonly text: null })>(
    `select f.tests_fence as fence, t.text, t.saved_by as "savedBy", t.saved_by_name as "savedByName", t.saved_at as "savedAt"
     from flows as f left join flow_tests as t on t.space_id = f.space_id and t.flow = f.name
     where f.space_id = $1 and f.name = $2 ${hold ? 'for update of f' : ''}`,
    [spaceId, flow],
  );
  if (row === undefined) return undefined;
  const { fence } = row;
  if (row.text === null) return { fence, tests: null };
  const { text, savedBy, savedByName, savedAt } = row;
  return { fence, tests: { text, savedBy, savedByName, savedAt: instantText(savedAt) } };
};

export interface NewTests {
  readonly flow: string;
  /** Null takes them away. */
  readonly text: string | null;
  readonly by: string;
  readonly byName: string;
}

export const writeTests = async (tx: Tx, spaceId: string, tests: NewTests): Promise<void> => {
  const { flow, text, by, byName } = tests;
  await tx.execute('update flows set tests_fence = tests_fence + 1 where space_id = $1 and name = $2', [
    spaceId,
    flow,
  ]);
  if (text === null) {
    await tx.execute('delete from flow_tests where space_id = $1 and flow = $2', [spaceId, flow]);
    return;
  }
  await tx.execute(
    `insert into flow_tests (space_id, flow, text, saved_by, saved_by_name) values ($1, $2, $3, $4, $5)
     on conflict (space_id, flow) do update set text = excluded.text, saved_by = excluded.saved_by,
       saved_by_name = excluded.saved_by_name, saved_at = now()`,
    [spaceId, flow, text, by, byName],
  );
};
