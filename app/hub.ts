import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { ConnectorPlan } from '../core/connector.ts';
import { HubError, isHubError } from '../core/errors.ts';
import { openMock } from '../connectors/mock/mock.ts';
import { serveMock } from '../connectors/mock/serve.ts';
import { authOf } from '../connectors/import-result.ts';
import { gatherFromZip } from '../connectors/openapi/gather.ts';
import { planDocument } from '../connectors/openapi/plan-document.ts';
import { isZip } from '../connectors/openapi/unzip.ts';
import { loadConfig } from '../platform/config.ts';
import { flowsCommand, flowsUsage } from './flows-cli.ts';
import { gatewayCommand, gatewayUsage } from './gateway-cli.ts';

/** `npm run --silent hub -- <command>`: what a person or a script asks for in a terminal. */
const usage = `npm run --silent hub -- import <file>… [--overlay <file>] [--json]
  What each document would become as a connector. With --json, one line of JSON for each file.

npm run --silent hub -- mock <file> [--overlay <file>] [--port <port>]
  Serves the document's operations on 127.0.0.1, answered with examples.

${flowsUsage}
${gatewayUsage}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    overlay: { type: 'string' },
    port: { type: 'string', default: '4010' },
    url: { type: 'string' },
    key: { type: 'string' },
    space: { type: 'string' },
    note: { type: 'string', default: '' },
    publish: { type: 'boolean', default: false },
    force: { type: 'boolean', default: false },
    env: { type: 'string' },
    prune: { type: 'boolean', default: false },
    skip: { type: 'boolean', default: false },
    secrets: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const planOf = async (file: string): Promise<ConnectorPlan> => {
  const bytes = await readFile(file);
  const overlay = values.overlay === undefined ? {} : { overlay: await readFile(values.overlay, 'utf8') };
  const zip = isZip(bytes) ? gatherFromZip(bytes, { name: basename(file) }) : undefined;
  return planDocument(
    zip === undefined
      ? { document: { text: bytes }, ...overlay }
      : { document: { tree: zip.tree }, notes: zip.notes, ...overlay },
  );
};

const importOne = async (file: string): Promise<boolean> => {
  const started = performance.now();
  try {
    const plan = await planOf(file);
    const ms = Math.round(performance.now() - started);
    const about = {
      file,
      ok: true,
      title: plan.title,
      format: plan.format,
      version: plan.documentVersion,
      operations: plan.operations.length,
      events: plan.events.length,
      skipped: plan.skipped,
      auth: authOf(plan),
      notes: plan.notes,
      ms,
    };
    process.stdout.write(values.json ? `${JSON.stringify(about)}\n` : inWords(about));
    return true;
  } catch (error) {
    const known = isHubError(error) || (error as { code?: string }).code === 'ENOENT';
    const message = known ? (error as Error).message : String((error as Error).stack);
    if (values.json) process.stdout.write(`${JSON.stringify({ file, ok: false, error: message })}\n`);
    else process.stderr.write(`${file}: ${message}\n`);
    return false;
  }
};

interface About {
  readonly file: string;
  readonly title: string;
  readonly format: string;
  readonly version: string;
  readonly operations: number;
  readonly skipped: ConnectorPlan['skipped'];
  readonly auth: readonly { readonly name: string; readonly type: string }[];
  readonly notes: readonly string[];
  readonly ms: number;
}

const inWords = (about: About): string =>
  [
    `${about.title} ${about.version} (${about.format}), ${about.ms} ms`,
    `  ${about.operations} operations, sign-in: ${about.auth.map(({ name, type }) => `${name} (${type})`).join(', ') || 'none'}`,
    ...about.skipped.map(({ method, path, reason }) => `  skipped: ${method} ${path}: ${reason}`),
    ...about.notes.map((note) => `  note: ${note}`),
    '',
  ].join('\n');

const serve = async (file: string): Promise<void> => {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new HubError('input_invalid', `"${values.port}" is no port. Give a number from 0 to 65535.`);
  const plan = await planOf(file);
  const server = await serveMock(openMock(plan), port);
  process.stdout.write(
    `${plan.title}: ${plan.operations.length} operations at ${server.url} (Ctrl-C ends it)\n`,
  );
  process.once('SIGINT', () => void server.stop().then(() => process.exit(0)));
};

const flows = (words: readonly string[]): Promise<number> => {
  const config = loadConfig(process.env);
  const { space, note, publish, force, env, prune } = values;
  const url = values.url ?? config.HUB_URL;
  return flowsCommand(
    words,
    {
      ...{ url, space, note, publish, force, env, prune },
      ...{ key: values.key ?? config.HUB_KEY, dryRun: values['dry-run'] },
    },
    (line) => process.stdout.write(`${line}\n`),
  );
};

const gateway = (words: readonly string[]): Promise<number> => {
  const config = loadConfig(process.env);
  const { space, note, prune, skip, secrets } = values;
  return gatewayCommand(
    words,
    {
      ...{ url: values.url ?? config.HUB_URL, key: values.key ?? config.HUB_KEY },
      ...{ space, note, prune, skip, secrets, dryRun: values['dry-run'], env: process.env },
    },
    (line) => process.stdout.write(`${line}\n`),
  );
};

const run = async (): Promise<number> => {
  const [command, ...files] = positionals;
  if (values.help || command === undefined || files.length === 0) {
    process.stdout.write(usage);
    return values.help ? 0 : 1;
  }
  if (command === 'mock') {
    await serve(files[0] ?? '');
    return 0;
  }
  if (command === 'flows') return flows(files);
  if (command === 'gateway') return gateway(files);
  if (command !== 'import') {
    process.stderr.write(`"${command}" is no command.\n${usage}`);
    return 1;
  }
  let failed = 0;
  for (const file of files) if (!(await importOne(file))) failed++;
  return failed === 0 ? 0 : 1;
};

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${isHubError(error) ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
