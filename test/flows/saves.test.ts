// slow: asks a database again and again
import { afterAll, beforeAll, expect } from '@jest/globals';
import { startFlowStore, type FlowTrial } from '../setup/flow-store.ts';
import { verifies } from '../setup/verifies.ts';

/** What saving leaves, of drafts and of tests. */

let trial: FlowTrial;
beforeAll(async () => {
  trial = await startFlowStore();
});
afterAll(() => trial.stop());

const flowText = (name: string, say: string): string => `document:
  dsl: '1.0.3'
  namespace: shop
  name: ${name}
  version: '1.0.0'
do:
  - say: { set: { said: ${say} } }
`;
const ada = { person: 'usr_0000000000000000000000000a', name: 'Ada' };
const ben = { person: 'usr_0000000000000000000000000b', name: 'Ben' };

const entries = async (target: string): Promise<{ actor: string; fence: number }[]> => {
  const { rows } = await trial.database.superuser.query<{ actor: string; fence: number }>(
    `select actor_name as actor, (details ->> 'fence')::int as fence from audit_entries
     where action = 'flows.save' and target = $1 order by seq`,
    [target],
  );
  return rows;
};

verifies(
  'flows.saves',
  'who writes for a while leaves one entry in the audit log, not one for each save',
  async () => {
    const save = (say: string, as: object) =>
      trial.call('flows.save', { text: flowText('written', say) }, as);
    for (const say of ['a', 'b', 'c', 'c']) await save(say, ada);
    expect(await entries('written')).toEqual([{ actor: 'Ada', fence: 1 }]);
    await save('d', ben);
    await save('e', ben);
    await save('f', ada);
    expect(await entries('written')).toEqual([
      { actor: 'Ada', fence: 1 },
      { actor: 'Ben', fence: 4 },
      { actor: 'Ada', fence: 6 },
    ]);
    // An hour later, and by a program: each of its saves counts.
    await trial.database.superuser.query(
      `update flows set draft_saved_at = draft_saved_at - interval '1 hour' where name = 'written'`,
    );
    await save('g', ada);
    await save('h', {});
    await save('i', {});
    expect((await entries('written')).slice(3)).toEqual([
      { actor: 'Ada', fence: 7 },
      { actor: 'a test', fence: 8 },
      { actor: 'a test', fence: 9 },
    ]);
  },
);

interface Tests {
  readonly tests: { readonly text: string } | null;
  readonly fence: number;
}

verifies('flows.saves', 'tests are never written over those that somebody else saved meanwhile', async () => {
  const name = 'tested';
  await trial.call('flows.save', { text: flowText(name, 'hello') });
  const save = (text: string, basedOn?: number, as = {}) =>
    trial.call<Tests>('flows.saveTests', { name, text, ...(basedOn !== undefined && { basedOn }) }, as);
  const told = (say: string): string => `- name: says ${say}\n  expect: { status: completed }\n`;
  expect(await trial.call('flows.tests', { name })).toMatchObject({ tests: null, fence: 0 });
  expect(await save(told('a'), 0, ada)).toMatchObject({ fence: 1 });
  await expect(save(told('b'), 0, ben)).rejects.toMatchObject({
    code: 'conflict',
    details: { fence: 1, savedByName: 'Ada' },
  });
  // Sent again it is no conflict, and no save.
  expect(await save(told('a'), 0, ada)).toMatchObject({ fence: 1 });
  expect(await save('', 1, ben)).toMatchObject({ tests: null, fence: 2 });
  // What was taken away is a change as well: the first text is not the one that somebody has in mind.
  await expect(save(told('c'), 1, ada)).rejects.toMatchObject({ code: 'conflict', details: { fence: 2 } });
  expect(await save(told('c'), 2, ada)).toMatchObject({ fence: 3 });
  expect(await save(told('d'))).toMatchObject({ fence: 4 });
  const raced = await Promise.allSettled(['e', 'f', 'g'].map((say) => save(told(say), 4)));
  expect(raced.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await trial.call('flows.tests', { name })).toMatchObject({ fence: 5 });
});
