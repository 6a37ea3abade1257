import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openSecrets } from '../../flows/secrets.ts';
import { startFlowStore, type FlowTrial } from '../setup/flow-store.ts';

let trial: FlowTrial;
beforeAll(async () => {
  trial = await startFlowStore();
});
afterAll(() => trial.stop());

const values = (names: readonly string[], space = trial.space) =>
  openSecrets(trial.deps).values(space, names);

test('a secret is set, used and never shown', async () => {
  const made = await trial.call('secrets.set', { name: 'crmKey', value: 'a very secret word' });
  expect(made).toMatchObject({ created: true, secret: { name: 'crmKey' } });
  await trial.call('secrets.set', { name: 'login', value: { username: 'ada', password: 'another word' } });
  expect(await values(['crmKey', 'login'])).toEqual({
    crmKey: 'a very secret word',
    login: { username: 'ada', password: 'another word' },
  });
  const listed = JSON.stringify(await trial.call('secrets.list', { sort: 'name' }));
  expect(listed).toContain('crmKey');
  const stored = await trial.database.superuser.query(
    'select (select string_agg(s::text, $1) from flow_secrets s) || (select string_agg(o::text, $1) from outbox o)' +
      ' || (select string_agg(a::text, $1) from audit_entries a) as text',
    [' '],
  );
  for (const text of [listed, JSON.stringify(made), JSON.stringify(stored.rows)])
    expect(text).not.toMatch(/secret word|another word/);
});

test('they are listed as one looks for them: by their names', async () => {
  for (const name of ['bee', 'ant', 'cat']) await trial.call('secrets.set', { name, value: 'of the list' });
  const { items } = await trial.call<{ items: { name: string }[] }>('secrets.list', {});
  const names = items.map(({ name }) => name);
  expect(names).toEqual(names.toSorted((one, other) => one.localeCompare(other)));
  expect(names).toEqual(expect.arrayContaining(['ant', 'bee', 'cat']));
});

test('setting it again replaces it, for the next run already', async () => {
  await trial.call('secrets.set', { name: 'turned', value: 1 });
  expect(await trial.call('secrets.set', { name: 'turned', value: 2 })).toMatchObject({ created: false });
  expect(await values(['turned'])).toEqual({ turned: 2 });
});

test('what is missing is named, and a secret of another space is missing', async () => {
  await trial.call('secrets.set', { name: 'mine', value: 'x' });
  await expect(values(['mine', 'gone'])).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('"gone"') as unknown,
  });
  await expect(values(['mine'], trial.other)).rejects.toMatchObject({ code: 'not_found' });
  await trial.call('secrets.delete', { name: 'mine' });
  await expect(values(['mine'])).rejects.toMatchObject({ code: 'not_found' });
  await expect(trial.call('secrets.delete', { name: 'mine' })).rejects.toMatchObject({ code: 'not_found' });
  expect(await values([])).toEqual({});
});

test('a secret that was moved to another name cannot be opened', async () => {
  await trial.call('secrets.set', { name: 'first', value: 'of the first' });
  await trial.database.superuser.query("update flow_secrets set name = 'moved' where name = 'first'");
  await expect(values(['moved'])).rejects.toMatchObject({ code: 'secret_unreadable' });
});

test('refuses what is no secret', async () => {
  for (const value of ['', null, 'x'.repeat(70_000)])
    await expect(trial.call('secrets.set', { name: 'empty', value })).rejects.toMatchObject({
      code: 'input_invalid',
    });
  await expect(trial.call('secrets.set', { name: '__proto__', value: 'x' })).rejects.toMatchObject({
    code: 'input_invalid',
  });
});
