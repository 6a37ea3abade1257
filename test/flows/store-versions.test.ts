import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openKnownFlows, type KnownFlows } from '../../flows/known-flows.ts';
import { eventually } from '../setup/eventually.ts';
import { startFlowStore, type FlowTrial } from '../setup/flow-store.ts';
import { verifies } from '../setup/verifies.ts';

let trial: FlowTrial;
let known: KnownFlows;
beforeAll(async () => {
  trial = await startFlowStore();
  known = openKnownFlows(trial.deps);
});
afterAll(async () => {
  known.close();
  await trial.stop();
});

const flowText = (name: string, said: string, version = '1.0.0'): string => `document:
  dsl: '1.0.3'
  namespace: shop
  name: ${name}
  version: '${version}'
do:
  - say: { set: { said: ${said} } }
`;

interface Published {
  readonly number: number;
  readonly unchanged: boolean;
  readonly flow: {
    readonly draft: { fence: number; changed: boolean };
    readonly published: { number: number };
  };
}

const save = async (name: string, said: string, basedOn = 0): Promise<number> => {
  const { flow } = await trial.call<{ flow: { draft: { fence: number } } }>('flows.save', {
    ...{ text: flowText(name, said), basedOn },
  });
  return flow.draft.fence;
};
const publish = (input: object) => trial.call<Published>('flows.publish', input);

verifies('flows.versions', 'a published version stays as it was published, in the database too', async () => {
  await save('kept', 'one');
  expect(await publish({ name: 'kept', note: 'the first' })).toMatchObject({
    number: 1,
    unchanged: false,
    flow: { draft: { changed: false }, published: { number: 1 } },
  });
  await save('kept', 'two', 1);
  expect(await trial.call('flows.get', { name: 'kept' })).toMatchObject({
    flow: { draft: { changed: true }, published: { number: 1 } },
  });
  expect(await publish({ name: 'kept', note: 'the second' })).toMatchObject({ number: 2 });
  const version = await trial.call('flows.version', { name: 'kept', number: 1 });
  expect(version).toMatchObject({
    text: flowText('kept', 'one'),
    version: { note: 'the first', current: false, publishedByName: 'a test' },
  });
  await expect(
    trial.deps.db.inSpace(trial.space, (tx) => tx.execute("update flow_versions set text = 'forged'")),
  ).rejects.toThrow(/permission denied/);
  const { items } = await trial.call<{ items: { number: number; current: boolean }[] }>('flows.versions', {
    name: 'kept',
  });
  expect(items.map(({ number, current }) => [number, current])).toEqual([
    [2, true],
    [1, false],
  ]);
  expect((await trial.events('flow.published')).map(({ data }) => data)).toEqual([
    { name: 'kept', number: 1, documentVersion: '1.0.0' },
    { name: 'kept', number: 2, documentVersion: '1.0.0' },
  ]);
});

test('publishing the same text again changes nothing', async () => {
  await save('same', 'one');
  await publish({ name: 'same' });
  expect(await publish({ name: 'same' })).toMatchObject({ number: 1, unchanged: true });
});

verifies(
  'flows.check.all',
  'a flow with mistakes is not published, and all of them are told with their lines',
  async () => {
    await save('wrong', 'one');
    await publish({ name: 'wrong' });
    const text = `${flowText('wrong', 'two')}  - calls: { call: nowhere.toBeFound }
  - shell: { run: { shell: { command: ls } } }
`;
    await trial.call('flows.save', { text, basedOn: 1 });
    await expect(publish({ name: 'wrong' })).rejects.toMatchObject({
      code: 'flow_invalid',
      status: 422,
      problems: [
        {
          path: '/do/1/calls/call',
          message: expect.stringMatching(/^line 8, column \d+: There is no oper/) as unknown,
        },
        {
          path: '/do/2/shell/run/shell',
          message: expect.stringMatching(/^line 9, column \d+: Commands/) as unknown,
        },
      ],
      details: { problems: [{ line: 8 }, { line: 9 }] },
    });
    expect(await trial.call('flows.get', { name: 'wrong' })).toMatchObject({
      flow: { published: { number: 1 } },
    });
  },
);

test('publishes the draft that was meant, or none', async () => {
  await save('meant', 'one');
  await save('meant', 'two', 1);
  await expect(publish({ name: 'meant', fence: 1 })).rejects.toMatchObject({ code: 'conflict' });
  expect(await publish({ name: 'meant', fence: 2 })).toMatchObject({ number: 1 });
});

test('of many who publish at once, versions are numbered without gaps and one is in use', async () => {
  await save('raced', 'one');
  const all = await Promise.all(Array.from({ length: 6 }, () => publish({ name: 'raced' })));
  expect(new Set(all.map(({ number }) => number))).toEqual(new Set([1]));
  expect(all.filter(({ unchanged }) => !unchanged)).toHaveLength(1);
});

test('an earlier version is put into use again, or made the draft', async () => {
  await save('back', 'one');
  await publish({ name: 'back' });
  await save('back', 'two', 1);
  await publish({ name: 'back' });
  expect(await publish({ name: 'back', number: 1 })).toMatchObject({
    number: 1,
    flow: { published: { number: 1 }, draft: { changed: true } },
  });
  await expect(publish({ name: 'back', number: 9 })).rejects.toMatchObject({ code: 'not_found' });
  const restored = { name: 'back', number: 1 };
  await expect(trial.call('flows.restore', { ...restored, basedOn: 1 })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await trial.call('flows.restore', { ...restored, basedOn: 2 })).toMatchObject({
    text: flowText('back', 'one'),
    flow: { draft: { fence: 3, changed: false } },
  });
});

test('shows what differs as diff -u does', async () => {
  await save('compared', 'one');
  const diff = (input: object) => trial.call<{ text: string }>('flows.diff', { name: 'compared', ...input });
  expect(await diff({})).toMatchObject({ from: 'nothing', to: 'draft', added: 7, removed: 0 });
  await publish({ name: 'compared' });
  expect(await diff({})).toMatchObject({ text: '', added: 0, removed: 0 });
  await save('compared', 'two', 1);
  expect((await diff({})).text).toBe(
    [
      '--- compared.yaml (version 1)',
      '+++ compared.yaml (draft)',
      '@@ -4,4 +4,4 @@',
      '   name: compared',
      "   version: '1.0.0'",
      ' do:',
      '-  - say: { set: { said: one } }',
      '+  - say: { set: { said: two } }',
      '',
    ].join('\n'),
  );
  expect(await diff({ from: '1', to: 'published' })).toMatchObject({ text: '' });
});

verifies(
  'flows.versions',
  'a run gets what is in use, compiled once, and a new version at once',
  async () => {
    await save('known', 'one');
    await expect(known.get(trial.space, 'known', 'published')).rejects.toMatchObject({ code: 'not_found' });
    await publish({ name: 'known' });
    await eventually(() => known.get(trial.space, 'known', 'published'));
    const first = await known.get(trial.space, 'known', 'published');
    expect(first).toMatchObject({ number: 1, state: 'active', document: { name: 'known' } });
    expect((await known.get(trial.space, 'known', 1)).program).toBe(first.program);
    await save('known', 'two', 1);
    expect((await known.get(trial.space, 'known', 'draft')).number).toBeNull();
    await publish({ name: 'known' });
    await eventually(async () => expect((await known.get(trial.space, 'known', 'published')).number).toBe(2));
    const second = await known.get(trial.space, 'known', 'published');
    expect(second.program).not.toBe(first.program);
    expect((await known.get(trial.space, 'known', 1)).program).toBe(first.program);
    await trial.call('flows.pause', { name: 'known' });
    await eventually(async () =>
      expect((await known.get(trial.space, 'known', 'published')).state).toBe('paused'),
    );
    await expect(known.get(trial.other, 'known', 'published')).rejects.toMatchObject({ code: 'not_found' });
  },
);

test('a flow that was made anew under a name is not taken for the one before', async () => {
  await save('anew', 'one');
  await publish({ name: 'anew' });
  const before = await known.get(trial.space, 'anew', 1);
  await trial.call('flows.delete', { name: 'anew' });
  await save('anew', 'two');
  await publish({ name: 'anew' });
  await eventually(async () => {
    const after = await known.get(trial.space, 'anew', 1);
    expect(after.number).toBe(1);
    expect(after.document.definition).toMatchObject({ do: [{ say: { set: { said: 'two' } } }] });
  });
  expect(before.document.definition).toMatchObject({ do: [{ say: { set: { said: 'one' } } }] });
  await trial.call('flows.delete', { name: 'anew' });
  await eventually(() =>
    expect(known.get(trial.space, 'anew', 'published')).rejects.toMatchObject({ code: 'not_found' }),
  );
});
