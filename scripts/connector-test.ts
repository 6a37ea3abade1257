import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverUrl } from '../connectors/call/server-url.ts';
import type { DefinedConnector } from '../connectors/define/define-connector.ts';
import { loadConnector } from '../connectors/define/load-folder.ts';
import { withTexts } from '../connectors/wire/conceal.ts';
import { redact } from '../platform/redact.ts';
import type { ExchangeFile } from './connector-exchange.ts';
import { connectionIn, exchangesIn, folderOf, Mistake, runProgram } from './connector-folder.ts';
import { developersEgress, readInput } from './connector-terminal.ts';
import { outcomeOf } from './connector-outcome.ts';
import { maskedValues, maskOf, recording } from './connector-record.ts';
import { replay } from './connector-replay.ts';
import { openTrial } from './connector-trial.ts';

/**
 * `npm run connector:test <name>`: replays `exchanges/*.json`. With `-- --record [<operation> '<json>']` the calls go
 * to the API itself, with the values of `.env`, and what passes is written down without them.
 */
const usage = `npm run connector:test <name> [-- --record [<operation> '<json>']] [-- --in <folder>]`;

const test = async (folder: string, connector: DefinedConnector): Promise<void> => {
  const files = await exchangesIn(folder);
  if (files.length === 0)
    throw new Mistake(
      `There is nothing to replay in ${join(folder, 'exchanges')}. Record a call with --record.`,
    );
  let failed = 0;
  for (const { name, file } of files) {
    const problems = await replay(connector, file);
    if (problems.length > 0) failed++;
    console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name}: ${file.about}`);
    for (const problem of problems) console.log(`         ${problem}`);
  }
  console.log(`${files.length - failed} of ${files.length} calls went as recorded.`);
  if (failed > 0) process.exitCode = 1;
};

interface Recorded {
  readonly name: string;
  readonly about: string;
  readonly call: ExchangeFile['call'];
}

const record = async (folder: string, connector: DefinedConnector, wanted: Recorded): Promise<void> => {
  const connection = await connectionIn(folder, connector);
  const way = await developersEgress();
  const variables = { ...connection.serverVariables };
  const realBase = serverUrl(connector.plan.servers, { url: null, variables }, connector.name);
  const masked = maskOf(connection, realBase);
  const { egress, exchanges } = recording(way, { connection, realBase });
  try {
    const outcome = await outcomeOf(
      openTrial({ connector, connection, egress }),
      connector.name,
      wanted.call,
    );
    const file: ExchangeFile = {
      ...{
        about: wanted.about,
        from: 'recorded',
        call: withTexts(wanted.call, masked) as ExchangeFile['call'],
        exchanges,
      },
      connection: {
        values: maskedValues(connection),
        variables,
        facts: {},
      },
      expect:
        'error' in outcome
          ? { error: { code: outcome.error.code } }
          : { output: withTexts(redact(outcome.output), masked) },
    };
    await mkdir(join(folder, 'exchanges'), { recursive: true });
    const path = join(folder, 'exchanges', wanted.name);
    await writeFile(path, `${JSON.stringify(file, null, 2)}\n`);
    console.log(`recorded ${path}: ${exchanges.length} exchanges. Read it before you share it.`);
  } finally {
    await way.close();
  }
};

const program = async (): Promise<void> => {
  const args = process.argv.slice(2);
  const [name] = args;
  if (name === undefined || name.startsWith('-')) throw new Mistake(usage);
  const folder = folderOf(name, args);
  const connector = await loadConnector(folder);
  const at = args.indexOf('--record');
  if (at < 0) return test(folder, connector);
  const [operation, input] = args.slice(at + 1).filter((each) => !each.startsWith('--'));
  if (operation !== undefined)
    return record(folder, connector, {
      name: `${operation}.json`,
      about: operation,
      call: { operation, input: readInput(input), all: false },
    });
  for (const { name: each, file } of await exchangesIn(folder))
    await record(folder, connector, { name: each, about: file.about, call: file.call });
};

await runProgram(program);
