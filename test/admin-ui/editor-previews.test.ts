// slow: thousands of cases, made or read
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from '@jest/globals';
import { createPacker, createUnpacker, namesIn } from '../../admin-ui/src/editor/step/expression/parcel.ts';
import {
  openPreviews,
  usualWaits,
  type Previews,
  type PreviewWorker,
  type Told,
} from '../../admin-ui/src/editor/step/expression/previews.ts';
import type { Question } from '../../admin-ui/src/editor/step/expression/preview-answers.ts';
import { eventually } from '../setup/eventually.ts';
import { verifies } from '../setup/verifies.ts';

const file = new URL('../../admin-ui/src/editor/step/expression/preview-worker.ts', import.meta.url);

/** The worker of the page in a thread: what a browser gives it are two names. */
const inThread = (from: URL): PreviewWorker => {
  const code = `
    import { parentPort } from 'node:worker_threads';
    globalThis.self = { postMessage: (message) => parentPort.postMessage(message) };
    await import(${JSON.stringify(from.href)});
    parentPort.on('message', (data) => self.onmessage({ data }));`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`));
  return {
    post: (message) => worker.postMessage(message),
    listen: (told, failed) => {
      worker.on('message', told);
      worker.on('error', failed);
    },
    end: () => void worker.terminate(),
  };
};

let begun = 0;
let opened: Previews[] = [];
const open = (longestMs = 30_000, from = file): Previews => {
  begun = 0;
  const begin = (): PreviewWorker => {
    begun += 1;
    return inThread(from);
  };
  const previews = openPreviews(begin, { ...usualWaits, longestMs });
  opened.push(previews);
  return previews;
};
afterEach(() => {
  for (const one of opened) one.close();
  opened = [];
});

const around = { stage: 'definition', names: [] } as const;
const data = { name: 'Ada', list: Array.from({ length: 20_000 }, (_one, at) => `x${at}`) };
const seen = { data, variables: { context: { a: [1, 2] }, input: 'hello' }, env: { REGION: 'eu' } };
const question = (text: string, what: Question['what'] = 'expression'): Question => ({ what, text, around });
const ask = (previews: Previews, asked: Question): Promise<Told> =>
  new Promise((resolve) => previews.ask(asked, seen, resolve));

/** Each of them is within its fuel; all together take many seconds. */
const slow = '${ [.list[] | test("(x?){30}x{30}")] | length } '.repeat(200);

verifies(
  'editor.step.preview',
  'a preview is worked out beside the page, and comes as much as is shown',
  async () => {
    const previews = open();
    expect(begun).toBe(0);
    expect(await ask(previews, question('.name'))).toEqual({
      kind: 'value',
      shown: '"Ada"',
      redacted: false,
    });
    const list = await ask(previews, question('.list'));
    expect(list.kind === 'value' && list.shown.length).toBe(241);
    expect(await ask(previews, question('{$input, a: $context.a[1], r: $ENV.REGION}'))).toMatchObject({
      shown: '{ input: "hello", a: 2, r: "eu" }',
    });
    expect(await ask(previews, question('Hello ${ .name }', 'template'))).toMatchObject({
      shown: '"Hello Ada"',
    });
    expect(await ask(previews, question('.name.first'))).toMatchObject({ kind: 'mistake' });
    expect(await ask(previews, question('"***token***"'))).toMatchObject({ redacted: true });
    const next = await ask(previews, question('.na', 'suggestions'));
    expect(next).toMatchObject({ kind: 'suggestions', suggestions: { from: 0, items: [{ text: '.name' }] } });
    expect(begun).toBe(1);
  },
);

verifies(
  'editor.step.preview',
  'a preview that does not end is ended and says so; the next one is answered',
  async () => {
    const previews = open(300);
    const told = ask(previews, question(slow, 'template'));
    const after = ask(previews, question('.name'));
    expect(await told).toEqual({ kind: 'ended' });
    expect(await after).toMatchObject({ kind: 'value', shown: '"Ada"' });
    expect(begun).toBe(2);
  },
);

verifies('editor.step.preview', 'only the last preview that was asked counts', async () => {
  const previews = open();
  const heard: string[] = [];
  const hear = (name: string) => (told: Told) => heard.push(`${name} ${told.kind}`);
  await ask(previews, question('1'));
  const takeBack = previews.ask(question(slow, 'template'), seen, hear('slow'));
  const drop = previews.ask(question('2'), seen, hear('dropped'));
  previews.ask(question('3'), seen, hear('value'));
  drop();
  // Nobody waits for it: those behind it do not wait for it either.
  takeBack();
  previews.ask(question('.n', 'suggestions'), seen, hear('next'));
  await eventually(() => expect(heard).toEqual(['next suggestions', 'value value']));
});

verifies('editor.step.preview', 'a preview that cannot be loaded says so, and is tried again', async () => {
  const previews = open(30_000, new URL('nowhere.ts', file));
  expect(await ask(previews, question('.name'))).toEqual({ kind: 'failed' });
  expect(await ask(previews, question('.name'))).toEqual({ kind: 'failed' });
  expect(begun).toBe(2);
});

test('what an expression sees goes over once, and only what it names', () => {
  const pack = createPacker();
  const unpack = createUnpacker();
  const names = namesIn('$context.a + $task.name');
  const first = pack(seen, names);
  expect(unpack(first)).toEqual({ data, variables: { context: { a: [1, 2] } }, env: { REGION: 'eu' } });
  const again = pack({ ...seen, variables: { context: { ...seen.variables.context } } }, names);
  expect(again.fresh).toEqual([]);
  expect(unpack(again)).toMatchObject({ data, variables: { context: { a: [1, 2] } } });
  // What is not used any more is forgotten on both sides, and comes over again when it is.
  const gone = Array.from({ length: 100 }, (_one, at) => pack({ ...seen, data: { at } }, names));
  expect(gone.map((one) => unpack(one).data)).toEqual(Array.from({ length: 100 }, (_one, at) => ({ at })));
  expect(gone.flatMap((one) => one.gone).length).toBeGreaterThan(40);
  expect(unpack(pack(seen, names)).data).toEqual(data);
});
