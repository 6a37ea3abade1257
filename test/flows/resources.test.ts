// slow: asks a database again and again
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openKnownFlows } from '../../flows/known-flows.ts';
import { logPath, logText, startCatalogue, type Catalogue } from '../setup/catalogue.ts';
import { startFlowStore, type FlowTrial } from '../setup/flow-store.ts';

/** What flows take from addresses: fetched when they are checked or published, and kept with the version. */

let trial: FlowTrial;
let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await startCatalogue();
  trial = await startFlowStore();
});
afterAll(async () => {
  await trial?.stop();
  await catalogue?.stop();
});
beforeEach(() => {
  catalogue.files.clear();
  catalogue.files.set(logPath, logText());
});

interface Problem {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

interface Version {
  readonly text: string;
  readonly resources: {
    readonly kind: string;
    readonly address: string;
    readonly digest: string;
    readonly bytes: number;
  }[];
}

const at = (path: string): string => catalogue.origin + path;
let count = 0;
/** A flow of a name of its own: what it takes from addresses begins at line 2. */
const flow = (rest: string, name = `taken-${(count += 1)}`): string =>
  `document: { dsl: '1.0.3', namespace: shop, name: ${name}, version: '1.0.0' }\n${rest}`;
const nameOf = (text: string): string => /name: ([a-z0-9-]+)/.exec(text)?.[1] ?? '';
const save = async (text: string): Promise<string> => {
  await trial.call('flows.save', { text });
  return nameOf(text);
};
const publish = (name: string, more: object = {}) =>
  trial.call<Version & { number: number; unchanged: boolean }>('flows.publish', { name, ...more });
const version = (name: string, number: number) => trial.call<Version>('flows.version', { name, number });
const told = async (rest: string): Promise<string[]> =>
  (await trial.call<{ problems: Problem[] }>('flows.check', { text: flow(rest) })).problems.map(
    ({ path, line, message }) => `${line} ${path} ${message.replaceAll(catalogue.origin, 'ORIGIN')}`,
  );
const call = (path: string, given = '{ message: hi }'): string =>
  `do:\n  - log: { call: '${at(path)}', with: ${given} }\n`;
/** A function that stands at a path of a test's own. */
const served = (text: string): string => {
  const path = `/f${(count += 1)}.yaml`;
  catalogue.files.set(path, text);
  return path;
};

const everything = (): string => `use:
  catalogs:
    shop: { endpoint: '${catalogue.origin}/' }
input: { schema: { resource: { endpoint: '${at('/order.json')}' } } }
do:
  - log: { call: 'log:1.0.0@shop', with: { message: hi } }
  - sum: { run: { script: { language: js, source: { name: sum, endpoint: { uri: '${at('/sum.js')}' } } } } }
`;
const serveEverything = (schema: object = { type: 'object', required: ['id'] }): void => {
  catalogue.files.set('/order.json', JSON.stringify(schema));
  catalogue.files.set('/sum.js', 'export default 1 + 2;');
};

describe('a version', () => {
  test('keeps what it took, and says of what', async () => {
    serveEverything();
    const name = await save(flow(everything()));
    const published = await publish(name);
    expect(published).toMatchObject({ number: 1, unchanged: false });
    const { resources, text } = await version(name, 1);
    expect(resources).toEqual(published.resources);
    expect(resources.map(({ kind, address }) => [kind, address])).toEqual([
      ['function', at(logPath)],
      ['schema', at('/order.json')],
      ['script', at('/sum.js')],
    ]);
    expect(resources[2]).toMatchObject({
      bytes: 21,
      digest: 'sha256:f262e1ee7062b4cae93ddb1813d17c747b4ec98ab09eab6440636c058f1a7262',
    });
    // The text names addresses only: that is what files of flows hold.
    expect(text).not.toContain('export default');
  });

  test('is what it was when the addresses have nothing more, and is put into use again without them', async () => {
    serveEverything();
    const name = await save(flow(everything()));
    await publish(name);
    catalogue.files.clear();
    const seen = catalogue.seen.length;
    const known = openKnownFlows(trial.deps);
    const { program } = await known.get(trial.space, name, 'published');
    known.close();
    expect(program.document.input.schema).toEqual({ type: 'object', required: ['id'] });
    expect(program.document.tasks).toMatchObject([
      { kind: 'call', call: { function: 'task', task: { name: 'log', kind: 'run' } } },
      { kind: 'run', run: { code: 'export default 1 + 2;' } },
    ]);
    expect(await publish(name, { number: 1 })).toMatchObject({ number: 1 });
    expect(catalogue.seen).toHaveLength(seen);
    await expect(publish(name)).rejects.toMatchObject({
      code: 'flow_invalid',
      problems: [
        {
          path: '/input/schema/resource/endpoint',
          message: expect.stringContaining('it answers 404 Not Found. Look whether') as unknown,
        },
        { path: '/do/0/log/call', message: expect.stringMatching(/^line 7, column 18: http/) as unknown },
        { path: '/do/1/sum/run/script/source/endpoint' },
      ],
    });
  });

  test('is a new one when an address has another text, which the diff shows', async () => {
    serveEverything();
    const name = await save(flow(everything()));
    await publish(name);
    expect(await publish(name)).toMatchObject({ number: 1, unchanged: true });
    catalogue.files.set('/sum.js', 'export default 1 + 3;');
    expect(await publish(name)).toMatchObject({ number: 2, unchanged: false });
    const diff = await trial.call<{ text: string }>('flows.diff', { name, from: '1', to: '2' });
    expect(diff).toMatchObject({ added: 1, removed: 1 });
    expect(diff.text.split('\n')).toEqual([
      `--- ${at('/sum.js')} (version 1)`,
      `+++ ${at('/sum.js')} (version 2)`,
      '@@ -1 +1 @@',
      '-export default 1 + 2;',
      '+export default 1 + 3;',
      '',
    ]);
    expect(await publish(name, { number: 1 })).toMatchObject({ number: 1, unchanged: false });
  });

  test('cannot be changed afterwards, and is not seen by others', async () => {
    serveEverything();
    await publish(await save(flow(everything())));
    const { db } = trial.deps;
    await expect(
      db.inSpace(trial.space, (tx) => tx.execute("update flow_resources set text = 'forged'")),
    ).rejects.toThrow(/permission denied/);
    expect(await db.readInSpace(trial.other, (tx) => tx.query('select * from flow_resources'))).toEqual([]);
  });
});

describe('what is wrong with a function is told at its call', () => {
  test.each([
    ['nothing', '{}', 'line 1, column 1: This task does nothing.'],
    ['no YAML', 'a: b: c', 'line 1, column 5: This is no YAML'],
    ['an unknown kind', '\nrunn: {}\n', 'line 2, column 1: Unknown kind of task "runn". Did you mean "run"?'],
    ['an expression', 'set:\n  a: ${ foo( }', 'line 2, column 6: Expected an expression'],
    ['an operation', 'call: nowhere.toBeFound', 'line 1, column 7: There is no operation'],
    ['the shell', 'run:\n  shell: { command: ls }', 'line 2, column 3: Commands of the shell are not run'],
    ['a schema', 'set: { a: 1 }\ninput: { schema: { document: { type: strng } } }', 'line 2, column 38: '],
    ['secrets', "set: { a: '${ $secrets.key }' }", 'line 1, column 11: Functions from addresses do not see'],
    ['a place to go', 'set: { a: 1 }\nthen: away', 'line 2, column 7: "away" cannot be reached from here'],
    ['a relative address', 'call: ./other.yaml', 'line 1, column 7: There is no function "./other.yaml".'],
  ])('%s', async (_, text, message) => {
    const path = served(text);
    expect(await told(call(path))).toEqual([
      expect.stringContaining(`3 /do/0/log/call In ORIGIN${path}, ${message}`),
    ]);
  });

  test('several at once, also of functions in functions, with the text that each stands in', async () => {
    const inner = served('do:\n  - a: { call: crm.none }\n  - b: { sett: {} }');
    const outer = served(`do:\n  - one: { call: '${at(inner)}' }\n  - two: { wait: never }`);
    expect(await told(call(outer))).toEqual([
      expect.stringContaining(`3 /do/0/log/call In ORIGIN${inner}, line 3, column 5: Unknown kind of task`),
      expect.stringContaining(
        `3 /do/0/log/call In ORIGIN${outer}, line 3, column 18: "never" is no duration`,
      ),
      expect.stringContaining(`3 /do/0/log/call In ORIGIN${inner}, line 2, column 16: There is no operation`),
    ]);
  });

  test('what it is called with, where that stands', async () => {
    expect(await told(call(logPath, "{ mesage: hi, level: '${ .l }', format: 5 }"))).toEqual([
      '3 /do/0/log/with "message" is missing: the function needs it.',
      expect.stringMatching(/^3 \/do\/0\/log\/with\/format This must /),
    ]);
  });

  test('functions that call themselves, and those that go too deep', async () => {
    const [one, two] = [`/f${(count += 1)}.yaml`, `/f${(count += 1)}.yaml`];
    catalogue.files.set(one, `call: '${at(two)}'`);
    catalogue.files.set(two, `call: '${at(one)}'`);
    expect(await told(call(one))).toEqual([
      expect.stringContaining(`A function cannot call itself: ORIGIN${one} → ORIGIN${two} → ORIGIN${one}.`),
    ]);
    for (let deep = 0; deep < 20; deep += 1)
      catalogue.files.set(`/d${deep}`, `call: '${at(`/d${deep + 1}`)}'`);
    expect(await told(call('/d0'))).toEqual([
      expect.stringContaining('more than 8 deep: ORIGIN/d7 calls ORIGIN/d8.'),
    ]);
    expect(catalogue.seen.some(({ path }) => path === '/d8')).toBe(false);
  });

  test('a schema that stands elsewhere', async () => {
    catalogue.files.set('/wrong.json', '{\n  "type": "strng"\n}');
    const rest = `input: { schema: { resource: { endpoint: '${at('/wrong.json')}' } } }\ndo: []\n`;
    expect(await told(rest)).toEqual([
      expect.stringContaining('2 /input/schema/resource In ORIGIN/wrong.json, line 2, column 11: This means'),
    ]);
  });
});

describe('what cannot be fetched', () => {
  test.each([
    ['a server that fails', { status: 503 }, 'it answers 503 Service Unavailable. Try again later.'],
    ['a page', { status: 200, type: 'text/html', text: '<p>' }, 'a page for people stands there.'],
    ['too much', { status: 200, text: 'x'.repeat(600_000) }, 'is larger than 524288 bytes'],
    ['no text', { status: 200, text: 'a\u0000b' }, 'is no text in UTF-8.'],
    ['who asks', { status: 403 }, 'It wants to know who asks: write its address as "endpoint", with "auth'],
  ])('%s', async (_, file, message) => {
    const path = `/f${(count += 1)}.yaml`;
    catalogue.files.set(path, file);
    expect(await told(call(path))).toEqual([expect.stringContaining(message)]);
  });

  test('is in a network of its own, or leads there', async () => {
    const [problem = ''] = await told("do:\n  - a: { call: 'http://10.1.2.3/f.yaml' }\n");
    expect(problem).toMatch(/3 \/do\/0\/a\/call .*10\.1\.2\.3.* was not read: /);
    const [nobody = ''] = await told("do:\n  - a: { call: 'http://nobody.invalid/f.yaml' }\n");
    expect(nobody).toContain('http://nobody.invalid/f.yaml was not read: ');
  });

  test('more text than a flow takes, wherever it is used', async () => {
    const long = served(`# ${'x'.repeat(500_000)}\nset: { a: 1 }\n`);
    const calls = Array.from({ length: 6 }, (_, one) => `  - a${one}: { call: '${at(long)}' }\n`);
    const problems = await told(`do:\n${calls.join('')}`);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('7 /do/4/a4/call With ORIGIN');
  });

  test('more addresses than a flow takes', async () => {
    const calls = Array.from(
      { length: 70 },
      (_, one) => `  - a${one}: { call: '${at(served('set: { a: 1 }'))}' }\n`,
    );
    const problems = await told(`do:\n${calls.join('')}`);
    expect(problems).toHaveLength(6);
    expect(problems[0]).toContain('a flow takes something from up to 64 addresses');
  });
});

describe('a private address', () => {
  const guarded = (policy: string): string => `use:
  secrets: [catalogue-token]
  authentications: { shop: { bearer: { use: catalogue-token } } }
  catalogs: { shop: { endpoint: { uri: '${at('/private')}', authentication: ${policy} } } }
do:
  - log: { call: 'log:1.0.0@shop', with: { message: hi } }
`;

  test('is read with the secret that its policy names', async () => {
    catalogue.files.set(`/private${logPath}`, logText());
    await trial.call('secrets.set', { name: 'catalogue-token', value: 'wrong' });
    expect(await told(guarded('{ use: shop }'))).toEqual([
      expect.stringContaining('it answers 401 Unauthorized. Look whether the credentials'),
    ]);
    await trial.call('secrets.set', { name: 'catalogue-token', value: 'let-me-in' });
    const name = await save(flow(guarded('{ bearer: { use: catalogue-token } }')));
    expect(await publish(name)).toMatchObject({ number: 1, resources: [{ kind: 'function' }] });
    const { rows } = await trial.database.superuser.query(
      "select * from flow_resources where flow = $1 and flow_resources::text like '%let-me-in%'",
      [name],
    );
    expect(rows).toEqual([]);
  });
});

test('checking asks once in a while, publishing each time', async () => {
  const path = served('set: { a: 1 }');
  const asked = () => catalogue.seen.filter((one) => one.path === path).length;
  await told(call(path));
  await told(call(path));
  expect(asked()).toBe(1);
  const name = await save(flow(call(path)));
  expect(asked()).toBe(1);
  await publish(name);
  await publish(name);
  expect(asked()).toBe(3);
});

describe('the catalogue "default"', () => {
  const greet = (said: string, more = ''): string =>
    flow(`${more}do:\n  - say: { set: { said: ${said} } }\n`, 'greet');
  const calling = "do:\n  - greet: { call: 'greet:1.0.0@default', with: { name: '${ .name }' } }\n";

  test('holds the published flows of the space, each version as it is when the caller is published', async () => {
    expect(await told(calling)).toEqual([
      expect.stringContaining('3 /do/0/greet/call This space has no published flow "greet" of version 1.0.0'),
    ]);
    await save(greet('one'));
    await publish('greet');
    const name = await save(flow(calling));
    const { resources } = await publish(name);
    expect(resources).toMatchObject([{ kind: 'flow', address: 'greet:1.0.0@default' }]);
    await save(greet('two'));
    await publish('greet');
    const known = openKnownFlows(trial.deps);
    const numbers = async (which: number) =>
      (await known.get(trial.space, name, which)).program.document.tasks;
    expect(await numbers(1)).toMatchObject([{ call: { function: 'flow', name: 'greet', number: 1 } }]);
    expect(await publish(name)).toMatchObject({ number: 2, unchanged: false });
    expect(await numbers(2)).toMatchObject([{ call: { number: 2 } }]);
    known.close();
    await expect(trial.call('flows.delete', { name: 'greet' })).rejects.toMatchObject({
      ...{ code: 'conflict', details: { callers: [name] } },
    });
    await trial.call('flows.delete', { name });
    await trial.call('flows.delete', { name: 'greet' });
  });

  test('is another one where the flow declares it', async () => {
    const use = `use: { catalogs: { default: { endpoint: '${catalogue.origin}' } } }\n`;
    const log = "do:\n  - log: { call: 'log:1.0.0@default', with: { message: hi } }\n";
    expect(await told(use + log)).toEqual([]);
  });

  test('an expression in what it is called with is wrong where it stands', async () => {
    const wrong =
      "do:\n  - greet:\n      call: greet:1.0.0@default\n      with:\n        name: '${ foo( }'\n";
    expect(await told(wrong)).toContainEqual(expect.stringMatching(/^6 \/do\/0\/greet\/with\/name /));
  });
});
