import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { serverUrl } from '../connectors/call/server-url.ts';
import type { DefinedConnector } from '../connectors/define/define-connector.ts';
import { parseAllowList } from '../platform/egress/allow-list.ts';
import { createEgress } from '../platform/egress/egress.ts';
import { openLog } from '../platform/log.ts';
import type { Exchange, ExchangeFile } from './connector-exchange.ts';
import { outcomeOf, type Outcome } from './connector-outcome.ts';
import { openTrial } from './connector-trial.ts';

/**
 * Carries out the call of a file against a server that plays the other side, and says everything that differs. The
 * requests go over a real socket by the hub's own way out.
 */
export const replay = async (connector: DefinedConnector, file: ExchangeFile): Promise<string[]> => {
  const problems: string[] = [];
  const { variables, facts, values } = file.connection;
  const real = serverUrl(connector.plan.servers, { url: null, variables, facts }, connector.name);
  const realOrigin = new URL(real).origin;
  let number = 0;
  let local = '';
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const exchange = file.exchanges[number++];
      if (exchange === undefined) {
        problems.push(`request ${number} is one too many: ${request.method ?? ''} ${request.url ?? ''}`);
        return response.writeHead(500).end();
      }
      problems.push(
        ...differences(exchange, { request, body, realOrigin, local }).map(
          (each) => `request ${number}: ${each}`,
        ),
      );
      const { status, headers, json, text } = exchange.answer;
      const said = json === undefined ? (text ?? '') : JSON.stringify(json);
      const type = json === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
      // Addresses that the answer names lead back here.
      return response.writeHead(status, { ...type, ...headers }).end(said.replaceAll(realOrigin, local));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const egress = createEgress({
    allow: parseAllowList(['127.0.0.1']).entries,
    log: openLog({ level: 'silent' }),
  });
  try {
    local = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const caller = openTrial({
      ...{ connector, egress, retry: once },
      connection: {
        ...{ values, facts, serverVariables: variables },
        serverUrl: real.replace(realOrigin, local),
      },
    });
    const outcome = await outcomeOf(caller, connector.name, file.call);
    problems.push(...outcomeDifferences(file, restored(outcome, local, realOrigin)));
  } finally {
    await egress.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  if (number < file.exchanges.length)
    problems.push(`${file.exchanges.length - number} of the exchanges were never asked for`);
  return problems;
};

/** A failure is what the file says, not what a second try brings. */
const once = { attempts: 1, statuses: [], firstDelayMs: 10, maxDelayMs: 10, unsafe: false };

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

interface Arrived {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly realOrigin: string;
  readonly local: string;
}

const differences = ({ request: wanted }: Exchange, arrived: Arrived): string[] => {
  const { request, body, realOrigin, local } = arrived;
  const found: string[] = [];
  const compare = (what: string, got: unknown, want: unknown): void => {
    if (!isDeepStrictEqual(got, want)) found.push(`${what} is ${show(got)} instead of ${show(want)}`);
  };
  compare('the method', request.method, wanted.method.toUpperCase());
  compare('the address', addressOf(`${realOrigin}${request.url ?? ''}`), addressOf(wanted.url));
  for (const [name, value] of Object.entries(wanted.headers))
    compare(`the header "${name}"`, request.headers[name.toLowerCase()], value);
  const text = body.toString('utf8').replaceAll(local, realOrigin);
  if (wanted.json !== undefined) compare('the body', parsed(text), wanted.json);
  else compare('the body', text, wanted.text ?? '');
  return found;
};

/** The order of parameters means nothing. */
const addressOf = (text: string): string => {
  const url = new URL(text);
  url.searchParams.sort();
  return url.href;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const show = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 1_000);

const restored = (outcome: Outcome, local: string, realOrigin: string): Outcome =>
  JSON.parse(JSON.stringify(outcome).replaceAll(local, realOrigin)) as Outcome;

const outcomeDifferences = ({ expect }: ExchangeFile, outcome: Outcome): string[] => {
  if ('error' in expect) {
    if (!('error' in outcome)) return [`the call worked; the error "${expect.error.code}" was to come`];
    const { code, message } = outcome.error;
    const right = code === expect.error.code && message.includes(expect.error.message ?? '');
    return right ? [] : [`the error is ${code}: ${message}`];
  }
  if ('error' in outcome) return [`the call failed: ${outcome.error.code}: ${outcome.error.message}`];
  return isDeepStrictEqual(outcome.output, expect.output)
    ? []
    : [`the output is ${show(outcome.output)} instead of ${show(expect.output)}`];
};
