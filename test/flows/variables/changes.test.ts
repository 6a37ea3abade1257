// slow: asks a database again and again
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openKnownVariables } from '../../../flows/variables/known-variables.ts';
import { dropOldVariables } from '../../../flows/variables/store-changes.ts';
import { variablesAt } from '../../../flows/variables/store-variables.ts';
import { eventually } from '../../setup/eventually.ts';
import { startFlowStore, type FlowTrial } from '../../setup/flow-store.ts';

let trial: FlowTrial;
beforeAll(async () => {
  trial = await startFlowStore();
});
afterAll(() => trial.stop());

interface Shown {
  readonly name: string;
  readonly value: unknown;
  readonly usedBy: string[];
}

const set = async (name: string, value: unknown, as: { space?: string; name?: string } = {}) =>
  trial.call<{ variable: Shown; outcome: string }>('variables.set', { name, value }, as);
const remove = (variable: string) => trial.call('variables.delete', { variable });
const all = async (space = trial.space): Promise<Record<string, unknown>> => {
  const { items } = await trial.call<{ items: Shown[] }>('variables.list', {}, { space });
  return Object.fromEntries(items.map(({ name, value }) => [name, value]));
};
const textOf = (name: string, expression: string) =>
  `document: { dsl: '1.0.3', namespace: test, name: ${name}, version: '1.0.0' }
do:
  - say: { set: { said: '\${ ${expression} }' } }
`;
const publish = async (name: string, expression: string): Promise<void> => {
  await trial.call('flows.save', { text: textOf(name, expression) });
  await trial.call('flows.publish', { name });
};

test('a variable is any JSON; each space has its own, and what was set is history', async () => {
  expect(await set('A_URL', 'https://one.example', { name: 'Ada' })).toMatchObject({ outcome: 'created' });
  expect(await set('A_URL', 'https://one.example')).toMatchObject({ outcome: 'unchanged' });
  expect(await set('A_URL', { deep: [1, null, true] }, { name: 'Bo' })).toMatchObject({ outcome: 'changed' });
  await set('nothing', null);
  await set('A_URL', 'theirs', { space: trial.other });
  expect(await all()).toEqual({ A_URL: { deep: [1, null, true] }, nothing: null });
  expect(await all(trial.other)).toEqual({ A_URL: 'theirs' });
  await remove('nothing');
  const history = async (variable: string) =>
    (await trial.call<{ items: object[] }>('variables.history', { variable })).items;
  expect(await history('A_URL')).toMatchObject([
    { value: { deep: [1, null, true] }, setByName: 'Bo', deletedAt: null },
    { value: 'https://one.example', setByName: 'Ada', deletedAt: null },
  ]);
  expect(await history('nothing')).toMatchObject([
    { value: null, deletedAt: expect.any(String), deletedByName: 'a test' },
  ]);
  expect(await trial.events('variable.set')).toContainEqual({
    subject: 'A_URL',
    data: { name: 'A_URL', outcome: 'changed' },
  });
  expect((await trial.events('variable.deleted')).map(({ subject }) => subject)).toEqual(['nothing']);
});

test('names that no expression could read, and what is no value or too long, are refused', async () => {
  for (const name of ['', '1st', 'with-dash', '__proto__', 'a b', 'x'.repeat(65)])
    await expect(set(name, 1)).rejects.toMatchObject({ code: 'input_invalid' });
  await expect(trial.call('variables.set', { name: 'none' })).rejects.toMatchObject({
    code: 'input_invalid',
  });
  await expect(set('long', 'x'.repeat(64 * 1024))).rejects.toMatchObject({ code: 'input_invalid' });
  await expect(remove('none')).rejects.toMatchObject({ code: 'not_found' });
});

test('a space has room for so many, and for so much', async () => {
  const long = 'x'.repeat(64 * 1024 - 2);
  for (let at = 0; at < 15; at += 1) await set(`big${at}`, long, { space: trial.other });
  await expect(set('big15', long, { space: trial.other })).rejects.toMatchObject({ code: 'conflict' });
  expect(Object.keys(await all(trial.other))).not.toContain('big15');
});

test('a name that there is not is told with its place and the one that was meant', async () => {
  await set('BASE_URL', 'https://one.example');
  await set('MODE', 'careful');
  const text = `document: { dsl: '1.0.3', namespace: test, name: checked, version: '1.0.0' }
do:
  - one: { set: { url: '\${ $ENV.BASE_UR + "/x" }' } }
  - two:
      if: $ENV.MODE == "careful"
      set: { all: '\${ env | keys }', more: 'to \${ env.NOWHERE } and on' }
`;
  const { problems, warnings } = await trial.call<Record<string, { message: string }[]>>('flows.check', {
    text,
  });
  expect(problems).toEqual([
    {
      path: '/do/0/one/set/url',
      ...{ line: 3, column: 28 },
      message:
        'This space has no variable "BASE_UR". Did you mean "BASE_URL"? Set it under Variables, or PUT /api/variables.',
    },
    expect.objectContaining({ line: 6, message: expect.stringContaining('"NOWHERE"') }),
  ]);
  expect(warnings).toMatchObject([{ path: '/do/1/two/set/all', line: 6, column: 23 }]);
  await trial.call('flows.save', { text });
  await expect(trial.call('flows.publish', { name: 'checked' })).rejects.toMatchObject({
    code: 'flow_invalid',
  });
});

test('a variable that a flow in use reads is not deleted, and the flows are named', async () => {
  await set('READ', 1);
  await publish('reader', '$ENV.READ');
  await publish('another', 'env.READ + 1');
  const { variable } = await trial.call<{ variable: Shown }>('variables.get', { variable: 'READ' });
  expect(variable).toMatchObject({ value: 1, usedBy: ['another', 'reader'] });
  await expect(remove('READ')).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('"another", "reader"'),
    details: { flows: ['another', 'reader'] },
  });
  await publish('reader', '1');
  await trial.call('flows.delete', { name: 'another' });
  await remove('READ');
  expect(Object.keys(await all())).not.toContain('READ');
  await expect(trial.call('flows.publish', { name: 'reader', number: 1 })).rejects.toMatchObject({
    code: 'flow_invalid',
  });
});

test('whoever publishes waits for a deletion that is under way, and hears of it', async () => {
  await set('GOING', 1);
  const { superuser } = trial.database;
  await trial.call('flows.save', { text: textOf('late', '$ENV.GOING') });
  // As if the deletion came between the check and the publication.
  await superuser.query('begin');
  await superuser.query('select from flow_variable_heads where space_id = $1 for update', [trial.space]);
  const published = trial.call('flows.publish', { name: 'late' });
  published.catch(() => undefined);
  await eventually(async () => {
    const { rows } = await superuser.query<{ count: string }>(
      'select count(*) from pg_locks where not granted',
    );
    return Number(rows[0]?.count) > 0;
  });
  await superuser.query(
    `update flow_variables set until = since + 1, ended_at = now() where space_id = $1 and name = 'GOING'`,
    [trial.space],
  );
  await superuser.query('commit');
  await expect(published).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('"GOING" was deleted meanwhile'),
  });
});

/** Hints come at the end of a turn of the loop. */
const turn = () => new Promise(setImmediate);

test('what is known of the newest version is right at once, and an old version stays what it was', async () => {
  const { db } = trial.database;
  const known = openKnownVariables(trial.deps);
  await set('STEP', 1);
  await turn();
  const one = await known.newest(trial.space);
  expect(await known.newest(trial.space)).toBe(one);
  await set('STEP', 2);
  await turn();
  const two = await known.newest(trial.space);
  expect(two.number).toBe(one.number + 1);
  expect([one.values['STEP'], two.values['STEP']]).toEqual([1, 2]);
  await remove('STEP');
  await turn();
  expect((await known.newest(trial.space)).values).not.toHaveProperty('STEP');
  expect((await known.at(trial.space, one.number)).values).toEqual(one.values);
  expect((await known.at(trial.space, two.number)).values).toEqual(two.values);
  expect((await known.at(trial.other, one.number)).values).not.toHaveProperty('STEP');
  known.close();

  // Housekeeping leaves what a run has begun with, and what is not old.
  const { superuser } = trial.database;
  await superuser.query(
    `insert into flow_runs (run_id, space_id, flow, version, mode, status, trigger, input, variables, started_at)
     values ('run_x', $1, 'any', 1, 'durable', 'waiting', 'call', '{}', $2, now())`,
    [trial.space, one.number],
  );
  expect(await db.asSystem(dropOldVariables)).toBe(0);
  await superuser.query(
    `update flow_variables set ended_at = now() - interval '91 days' where space_id = $1 and name = 'STEP'`,
    [trial.space],
  );
  expect(await db.asSystem(dropOldVariables)).toBe(1);
  const at = (number: number) => db.readInSpace(trial.space, (tx) => variablesAt(tx, trial.space, number));
  expect((await at(one.number)).values['STEP']).toBe(1);
  expect((await at(two.number)).values).not.toHaveProperty('STEP');
});
