// slow: asks a database again and again
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startFlowStore, type FlowTrial } from '../setup/flow-store.ts';

let trial: FlowTrial;
beforeAll(async () => {
  trial = await startFlowStore();
  trial.offered.operations.set('shop.getOrder', {
    type: 'object',
    properties: { id: { type: 'string' } },
    required: ['id'],
    additionalProperties: false,
  });
});
afterAll(() => trial.stop());

/** A flow that calls one operation; `say` makes it another text. */
const flowText = (name: string, say = 'hello', version = '1.0.0'): string => `# What a person wrote stays.
document:
  dsl: '1.0.3'
  namespace: shop
  name: ${name}
  version: '${version}'
  title: The flow ${name}
  tags: { team: billing }
do:
  - order: { call: shop.getOrder, with: { id: '\${ .id }' } }
  - say: { set: { said: ${say} } }
`;

interface Saved {
  readonly flow: {
    readonly name: string;
    readonly title: string;
    readonly state: string;
    readonly draft: { readonly fence: number; readonly savedByName: string; readonly changed: boolean };
    readonly published: { readonly number: number } | null;
  };
  readonly outcome: string;
  readonly problems: { readonly path: string; readonly line: number; readonly message: string }[];
}

const save = (input: object, name?: string) =>
  trial.call<Saved>('flows.save', input, name === undefined ? {} : { name });

test('keeps a draft as it was written, and counts its saves', async () => {
  const text = flowText('kept');
  const first = await save({ text });
  expect(first).toMatchObject({ outcome: 'created', problems: [], flow: { draft: { fence: 1 } } });
  expect(await save({ text, basedOn: 1 })).toMatchObject({ outcome: 'unchanged' });
  const next = await save({ text: flowText('kept', 'bye'), basedOn: 1 }, 'Grace');
  expect(next).toMatchObject({
    outcome: 'changed',
    flow: { draft: { fence: 2, savedByName: 'Grace', changed: true }, title: 'The flow kept' },
  });
  const got = await trial.call('flows.get', { name: 'kept' });
  expect(got['text']).toBe(flowText('kept', 'bye'));
  expect((await trial.events('flow.saved')).map(({ subject }) => subject)).toEqual(['kept']);
});

test('never writes over what somebody else saved meanwhile', async () => {
  await save({ text: flowText('shared') });
  await save({ text: flowText('shared', 'mine'), basedOn: 1 }, 'Ada');
  await expect(save({ text: flowText('shared', 'theirs'), basedOn: 1 }, 'Grace')).rejects.toMatchObject({
    code: 'conflict',
    details: { fence: 2, savedByName: 'Ada' },
  });
  // The same text twice, as a request that is sent again, is no conflict.
  expect(await save({ text: flowText('shared', 'mine'), basedOn: 1 })).toMatchObject({
    outcome: 'unchanged',
  });
  await expect(save({ text: flowText('shared', 'new'), basedOn: 0 })).rejects.toMatchObject({
    code: 'already_exists',
  });
  expect((await trial.call('flows.get', { name: 'shared' }))['text']).toContain('mine');
  // Whoever names no draft means whichever there is.
  expect(await save({ text: flowText('shared', 'over') })).toMatchObject({ outcome: 'changed' });
});

test('of many who save at once on one draft, one gets through', async () => {
  await save({ text: flowText('raced') });
  const answers = await Promise.allSettled(
    Array.from({ length: 8 }, (_, at) => save({ text: flowText('raced', `from-${at}`), basedOn: 1 })),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const made = await Promise.allSettled(
    Array.from({ length: 8 }, (_, at) => save({ text: flowText('made-once', `from-${at}`), basedOn: 0 })),
  );
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('keeps a draft with mistakes and tells all of them with their lines', async () => {
  const text = flowText('wrong').replace('shop.getOrder', 'shop.getOrders').replace('${ .id }', '${ .id | }');
  const { problems } = await save({ text });
  expect(problems.map(({ path, line }) => [path, line])).toEqual([
    ['/do/0/order/call', 10],
    ['/do/0/order/with/id', 10],
  ]);
  expect(problems[0]?.message).toContain('Did you mean "shop.getOrder"?');
});

test('keeps a text that is no YAML for the moment, when it is said whose it is', async () => {
  await save({ text: flowText('typed') });
  const half = `${flowText('typed')}  - more: { set: {`;
  await expect(save({ text: half, basedOn: 1 })).rejects.toMatchObject({ code: 'input_invalid' });
  const { flow, problems } = await save({ text: half, name: 'typed', basedOn: 1 });
  expect(flow).toMatchObject({ title: 'The flow typed', draft: { fence: 2 } });
  expect(problems).toHaveLength(1);
});

test('a flow keeps its name', async () => {
  await save({ text: flowText('named') });
  await expect(save({ text: flowText('renamed'), name: 'named', basedOn: 1 })).rejects.toMatchObject({
    code: 'input_invalid',
    message: expect.stringContaining('"renamed"') as unknown,
  });
  await expect(save({ text: flowText('Not A Name') })).rejects.toMatchObject({ code: 'input_invalid' });
  await expect(save({ text: flowText('check') })).rejects.toMatchObject({ code: 'input_invalid' });
  await expect(save({ text: 'do: []' })).rejects.toMatchObject({ code: 'input_invalid' });
  await expect(save({})).rejects.toMatchObject({ code: 'input_invalid' });
});

test('takes a document in place of a text', async () => {
  const document = {
    document: { dsl: '1.0.3', namespace: 'shop', name: 'as-json', version: '1.0.0' },
    do: [{ say: { set: { said: 'hello' } } }],
  };
  expect(await save({ document })).toMatchObject({ outcome: 'created', problems: [] });
  const { text } = await trial.call<{ text: string }>('flows.get', { name: 'as-json' });
  expect(JSON.parse(text)).toEqual(document);
});

test('lists with filters, and shows nothing of another space', async () => {
  const listed = async (query: object, space?: string) => {
    const { items } = await trial.call<{ items: { name: string }[] }>(
      'flows.list',
      { sort: 'name', ...query },
      space === undefined ? {} : { space },
    );
    return items.map(({ name }) => name);
  };
  await trial.call('flows.publish', { name: 'kept' });
  await trial.call('flows.pause', { name: 'kept' });
  expect(await listed({ q: 'the flow k' })).toEqual(['kept']);
  expect(await listed({ state: 'paused' })).toEqual(['kept']);
  expect(await listed({ published: 'yes' })).toEqual(['kept']);
  expect(await listed({ published: 'changed' })).toEqual([]);
  expect(await listed({ tag: 'team=billing', q: 'raced' })).toEqual(['raced']);
  expect(await listed({ tag: 'team=sales' })).toEqual([]);
  expect(await listed({ tag: 'team' })).not.toContain('as-json');
  expect(await listed({ mode: 'fast' })).toEqual([]);
  expect(await listed({}, trial.other)).toEqual([]);
  const other = { space: trial.other };
  for (const name of ['flows.get', 'flows.publish', 'flows.delete', 'flows.diff', 'flows.pause'])
    await expect(trial.call(name, { name: 'kept' }, other)).rejects.toMatchObject({ code: 'not_found' });
});

test('a deleted flow is gone with its versions', async () => {
  await save({ text: flowText('gone') });
  await trial.call('flows.publish', { name: 'gone' });
  await trial.call('flows.delete', { name: 'gone' });
  await expect(trial.call('flows.get', { name: 'gone' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(save({ text: flowText('gone', 'again'), basedOn: 1 })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await save({ text: flowText('gone') })).toMatchObject({ outcome: 'created' });
});
