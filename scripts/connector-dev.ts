import { watch } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { FromWorker, Listed, Order } from './connector-dev-worker.ts';
import { folderOf, Mistake, runProgram } from './connector-folder.ts';
import { readInput } from './connector-terminal.ts';

/**
 * `npm run connector:dev <name>`: tries operations from the terminal, with the values of `.env`, and loads the code
 * anew whenever a file of the folder is saved. `npm run connector:dev <name> -- try <operation> '<json>'` does it once.
 */
const help = `try <operation> '<json>'   call it
all <operation> '<json>'   call it, and read all its pages
dry <operation> '<json>'   the request that would be sent, secrets masked
list                       the operations
show <operation>           its input as JSON Schema
quit`;

interface Loaded {
  readonly worker: Worker;
  readonly operations: readonly Listed[];
}

const load = (folder: string): Promise<Loaded> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(join(import.meta.dirname, 'connector-dev-worker.ts'), { workerData: folder });
    worker.once('error', reject);
    worker.once('message', (message: FromWorker) => {
      if (message.kind === 'loaded') resolve({ worker, operations: message.operations });
      else {
        void worker.terminate();
        reject(new Mistake(message.kind === 'broken' ? message.message : 'The code could not be loaded.'));
      }
    });
  });

let orders = 0;

const ask = ({ worker }: Loaded, order: Omit<Order, 'id'>): Promise<unknown> =>
  new Promise((resolve) => {
    const id = ++orders;
    const listen = (message: FromWorker): void => {
      if (message.kind !== 'answer' || message.id !== id) return;
      worker.off('message', listen);
      resolve(message.value);
    };
    worker.on('message', listen);
    worker.once('exit', () => resolve({ error: 'The code was saved meanwhile; try again.' }));
    worker.postMessage({ ...order, id } satisfies Order);
  });

/** A word, the name of an operation, and the rest as it stands: JSON in quotes, or without. */
const parts = (line: string): { word: string; operation: string | undefined; rest: string } => {
  const [, word = '', operation, rest = ''] = /^\s*(\S*)(?:\s+(\S+))?\s*(.*?)\s*$/s.exec(line) ?? [];
  return { word, operation, rest: rest.replace(/^'(.*)'$/s, '$1') };
};

const carryOut = async (loaded: Loaded, line: string): Promise<void> => {
  const { word, operation, rest } = parts(line);
  const named = loaded.operations.find(({ name }) => name === operation);
  if (word === '') return;
  if (word === 'list') {
    const width = Math.max(...loaded.operations.map(({ name }) => name.length));
    for (const { name, summary } of loaded.operations) console.log(`${name.padEnd(width)}  ${summary}`);
  } else if (word === 'show' && named !== undefined) console.log(JSON.stringify(named.input, null, 2));
  else if (['try', 'all', 'dry'].includes(word) && named !== undefined) {
    const order = { operation: named.name, input: readInput(rest), all: word === 'all', dry: word === 'dry' };
    console.log(JSON.stringify(await ask(loaded, order), null, 2));
  } else if (['try', 'all', 'dry', 'show'].includes(word))
    throw new Mistake(`There is no operation "${operation ?? ''}". "list" shows them.`);
  else console.log(help);
};

const told = (error: unknown): string =>
  error instanceof Mistake
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);

const converse = async (folder: string): Promise<void> => {
  let loaded: Loaded | undefined;
  const reload = async (): Promise<void> => {
    const before = loaded;
    loaded = undefined;
    await before?.worker.terminate();
    try {
      loaded = await load(folder);
      console.log(`loaded ${folder}: ${loaded.operations.length} operations; "help" says what to do`);
    } catch (error) {
      console.log(told(error));
    }
  };
  await reload();
  let pending: NodeJS.Timeout | undefined;
  const watcher = watch(folder, { recursive: true }, (_event, file) => {
    if (file?.startsWith('exchanges') === true) return;
    clearTimeout(pending);
    // An editor saves in several steps.
    pending = setTimeout(() => void reload().then(() => lines.prompt()), 100);
  });
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
  lines.prompt();
  for await (const line of lines) {
    if (/^\s*(quit|exit)\s*$/.test(line)) break;
    try {
      if (loaded === undefined) console.log('The code cannot be loaded as it is. Save a better one.');
      else await carryOut(loaded, line);
    } catch (error) {
      console.log(told(error));
    }
    lines.prompt();
  }
  lines.close();
  watcher.close();
  await loaded?.worker.terminate();
};

await runProgram(async () => {
  const args = process.argv.slice(2);
  const folder = folderOf(args[0], args);
  const at = args.findIndex((each) => ['try', 'all', 'dry', 'list', 'show'].includes(each));
  if (at < 0) return converse(folder);
  const loaded = await load(folder);
  try {
    await carryOut(loaded, args.slice(at, at + 3).join(' '));
  } finally {
    await loaded.worker.terminate();
  }
});
