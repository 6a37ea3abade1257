import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readLibrary } from '../../flows/library.ts';
import { runTests } from '../../flows/simulate/tests/run-tests.ts';
import { programOf } from '../setup/flow-driver.ts';
import { verifies } from '../setup/verifies.ts';

const library = await readLibrary();

verifies('flows.library', 'has the flows that everybody needs', () => {
  expect(library.map(({ name }) => name)).toEqual([
    'approval',
    'http-to-operation',
    'retry-and-park',
    'sync-contacts-to-crm',
  ]);
  for (const { title, summary } of library) {
    expect(title).not.toBe('');
    expect(summary.length).toBeGreaterThan(20);
  }
});

test.each(library.map(({ name }) => name))('%s passes its tests', async (name) => {
  const flow = library.find((one) => one.name === name);
  const { cases, problems } = await runTests(await programOf(flow?.text ?? ''), flow?.tests ?? '');
  expect(problems).toEqual([]);
  expect(cases.filter(({ ok }) => !ok)).toEqual([]);
  expect(cases.length).toBeGreaterThanOrEqual(3);
});

test('what the page about flow tests shows is so', async () => {
  const page = readFileSync(`${import.meta.dirname}/../../docs/flow-tests.md`, 'utf8');
  const [flow = '', tests = ''] = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const { cases, problems } = await runTests(await programOf(flow), tests);
  expect(problems).toEqual([]);
  expect(cases.map(({ ok, problems: found }) => ({ ok, found }))).toEqual(
    cases.map(() => ({ ok: true, found: [] })),
  );
  expect(cases.length).toBeGreaterThan(1);
});
