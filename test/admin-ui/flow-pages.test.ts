import { expect, test } from '@jest/globals';
import { compileSchema } from '../../core/schema/schema-set.ts';
import { readLibrary } from '../../flows/library.ts';
import { outlineOf } from '../../flows/outline.ts';
import { Problem } from '../../admin-ui/src/api/problem.ts';
import { readLines } from '../../admin-ui/src/api/read-lines.ts';
import { readYaml } from '../../admin-ui/src/yaml/yaml.ts';
import { adaptFlow, withNames } from '../../admin-ui/src/flows/library/adapt.ts';
import { draftOf } from '../../admin-ui/src/flows/library/draft-of.ts';
import { askedValues } from '../../admin-ui/src/flows/library/values-of.ts';
import { appendCase, namesIn } from '../../admin-ui/src/flows/tests/append-case.ts';
import { basisOf, keptText, withResults } from '../../admin-ui/src/flows/tests/test-results.ts';
import { verifies } from '../setup/verifies.ts';
import { firstChoice, wishOf } from '../../admin-ui/src/flows/tries/try-wish.ts';

const library = await readLibrary();

test.each(library)('$name becomes a flow of its own name, with everything else as it was', (flow) => {
  const { needs } = outlineOf(flow.document);
  const operations = needs.filter(({ kind }) => kind === 'operation').map(({ name }) => name);
  const text = adaptFlow(
    { text: flow.text, operations },
    {
      ...{
        name: 'mine',
        namespace: 'own',
        title: 'Mine: "quoted"',
        path: flow.document.http === null ? null : '/own',
      },
      connectors: { hubspot: 'crm' },
      secrets: { contactsToken: 'ownToken' },
    },
  );
  const read = readYaml(text);
  const document = ('value' in read ? read.value : null) as Record<string, Record<string, unknown>>;
  expect(document['document']).toMatchObject({ name: 'mine', namespace: 'own', title: 'Mine: "quoted"' });
  expect(text).not.toContain('hubspot.');
  expect(text).not.toContain('contactsToken');
  expect(text.split('\n')).toHaveLength(flow.text.split('\n').length);
  if (flow.document.http !== null)
    expect(document['document']?.['metadata']).toMatchObject({ http: { path: '/own' } });
});

verifies('editor.templates', 'connections and values come into the draft, and nothing else changes', () => {
  const named = (name: string) => {
    const flow = library.find((one) => one.name === name);
    if (flow === undefined) throw new Error(`There is no ${name}.`);
    const { needs } = outlineOf(flow.document);
    const operations = needs.filter(({ kind }) => kind === 'operation').map((need) => need.name);
    return { ...flow, operations, asked: askedValues(flow) };
  };
  const own = { name: 'mine', namespace: 'own', title: 'Mine', path: null, connectors: {}, secrets: {} };
  const sync = named('sync-contacts-to-crm');
  expect(sync.asked.initial).toEqual({ uri: 'https://contacts.example/api/contacts', cron: '5 * * * *' });
  const plain = draftOf(sync, sync.asked, { ...own, connections: {}, values: sync.asked.initial });
  const filled = draftOf(sync, sync.asked, {
    ...{ ...own, connectors: { hubspot: 'crm' }, connections: { crm: 'Sales' } },
    values: { uri: 'https://people.example/all', cron: '0 6 * * *' },
  });
  const lines = filled.split('\n');
  expect(lines.filter((line) => line.includes('https://people.example/all'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes("cron: '0 6 * * *'"))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('connection: Sales'))).toHaveLength(2);
  // A call of something else, such as http, has no connection.
  const added = lines.filter((line) => !plain.replaceAll('hubspot.', 'crm.').split('\n').includes(line));
  expect(added.filter((line) => !/people|cron|connection|metadata/.test(line))).toEqual([]);
  expect(filled).toContain('# Two hours back');
});

test.each(library)('what $name asks for stands in it, and fits what it may be', ({ asks, text }) => {
  const { initial, places } = askedValues({ asks, text });
  expect([...places.values()]).toEqual(asks.map(({ at }) => at));
  for (const [at, { schema }] of asks.entries()) {
    const value = Object.values(initial)[at];
    expect(value).toBeDefined();
    expect(compileSchema(schema, { definitions: {} })(value)).toEqual([]);
  }
});

test('names are replaced as whole words: in secrets, calls and tests', () => {
  const text =
    '$secrets.key, secrets: [key, monkey], keys, a.key: 1, shop.get: {}, shop.getAll: {}, my-shop.get';
  expect(
    withNames(
      { text, operations: ['shop.get'] },
      { connectors: { shop: 'store' }, secrets: { key: 'token' } },
    ),
  ).toBe(
    '$secrets.token, secrets: [token, monkey], keys, a.key: 1, store.get: {}, shop.getAll: {}, my-shop.get',
  );
});

const added = { name: 'two', expect: { status: 'completed' } };

test('a test is added at the end, and what stands there is left as it was written', () => {
  const before = '# said by the shop\n- name: one # first\n  expect: { output: 1 }\n';
  const text = appendCase(before, added) ?? '';
  expect(text.startsWith(before.trimEnd())).toBe(true);
  expect(namesIn(text)).toEqual(['one', 'two']);
  expect(namesIn(appendCase('', added) ?? '')).toEqual(['two']);
});

test('a list in brackets takes one more as well, and a text with a mistake takes none', () => {
  expect(namesIn(appendCase('[{ name: one, expect: { output: 1 } }]', added) ?? '')).toEqual(['one', 'two']);
  expect(namesIn(appendCase('  - name: one\n    expect: { output: 1 }\n', added) ?? '')).toEqual([
    'one',
    'two',
  ]);
  expect(appendCase('- name: [', added)).toBeNull();
  expect(appendCase('cases: []', added)).toBeNull();
});

const result = (name: string, came: unknown = null) => ({
  ...{ name, line: 1, ok: true, problems: [], ran: [], expected: { status: 'completed' } },
  came: { status: 'completed' as const, output: came, tasks: [], calls: [], emitted: [] },
});

test('what came of tests is kept by name; all of them run anew take the place of the old', () => {
  const at = '2026-01-01T00:00:00Z';
  const basis = basisOf(1, 'a text');
  expect(basis).not.toBe(basisOf(2, 'a text'));
  expect(basis).not.toBe(basisOf(1, 'a test'));
  const both = withResults({}, { cases: [result('one'), result('two')], at, basis, whole: true });
  const one = withResults(both, { cases: [result('one')], at, basis: 'later', whole: false });
  expect(Object.entries(one).map(([name, kept]) => [name, kept.basis])).toEqual([
    ['one', 'later'],
    ['two', basis],
  ]);
  expect(Object.keys(withResults(one, { cases: [result('two')], at, basis, whole: true }))).toEqual(['two']);
  const large = withResults({}, { cases: [result('one', 'x'.repeat(600_000))], at, basis, whole: true });
  expect(keptText(large)['one']).toMatchObject({ basis, result: { ok: true, came: null } });
});

test('what runs are tried is said to the hub only when all of it is right', () => {
  expect(wishOf(firstChoice)).toEqual({ last: 100, answers: {} });
  expect(
    wishOf({
      ...firstChoice,
      last: '5',
      status: 'faulted',
      from: '2026-03-01',
      answers: 'mail: { output: 1 }',
    }),
  ).toMatchObject({ last: 5, status: 'faulted', from: expect.any(String), answers: { mail: { output: 1 } } });
  for (const last of ['', '0', '201', '1.5', 'x']) expect(wishOf({ ...firstChoice, last })).toBeUndefined();
  expect(wishOf({ ...firstChoice, answers: '- a list' })).toBeUndefined();
  expect(wishOf({ ...firstChoice, answers: 'a: [' })).toBeUndefined();
});

const streamOf = (...parts: readonly string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
const all = async (stream: unknown): Promise<unknown[]> => {
  const lines: unknown[] = [];
  for await (const line of readLines(stream)) lines.push(line);
  return lines;
};

test('lines are read as they come, wherever they are cut; a failure on the way is thrown', async () => {
  const bytes = new TextEncoder().encode('{"a":"ä"}\n');
  const cut = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  expect(await all(cut)).toEqual([{ a: 'ä' }]);
  expect(await all(streamOf('{"a":1}\n\n{"a":', '2}\n{"a":3}'))).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  const failed = all(streamOf('{"a":1}\n{"error":{"code":"cancelled","status":499,"title":"Gone"}}\n'));
  await expect(failed).rejects.toMatchObject({ code: 'cancelled', status: 499, title: 'Gone' });
  await expect(all(null)).rejects.toBeInstanceOf(Problem);
});
