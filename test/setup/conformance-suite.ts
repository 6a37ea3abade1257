import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The protocol's official conformance suite, against a server. */
const suite = join(import.meta.dirname, '../../node_modules/@modelcontextprotocol/conformance');

/** What the suite says of each scenario: its mark, and the line as it is. */
export type Said = ReadonlyMap<string, { readonly passed: boolean; readonly line: string }>;

export const runSuite = async (url: string, revision: string): Promise<Said> => {
  const folder = await mkdtemp(join(tmpdir(), 'app-connect-conformance-'));
  const text = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [join(suite, 'dist/index.js'), 'server', '--url', url, '--requirements', revision, '-o', folder],
      { timeout: 120_000, maxBuffer: 64 * 1024 * 1024, env: {} },
      (_error, stdout, stderr) => resolve(stripVTControlCharacters(`${stdout}\n${stderr}`)),
    );
  });
  await rm(folder, { recursive: true, force: true });
  const lines = [...text.matchAll(/^(\S) ([\w/.-]+): (\d+) passed, (\d+) failed.*$/gm)];
  return new Map(lines.map(([line, mark, name = '']) => [name, { passed: mark === '✓', line }]));
};

/** The scenarios that a server of this revision must pass. */
export const requiredScenarios = async (revision: string): Promise<string[]> => {
  const text = await readFile(join(suite, 'requirements', `${revision}.yaml`), 'utf8');
  const list = /^server:\n((?: {2}- .*\n)+)/m.exec(text)?.[1] ?? '';
  return [...list.matchAll(/- (\S+)/g)].map(([, name = '']) => name);
};

export interface Forwarder {
  readonly url: string;
  stop(): void;
}

/**
 * The suite sends no credentials: whatever it sends is passed on as it is, with a token. `hides` is an era that the
 * server seems never to have heard of.
 */
export const startForwarder = async (
  url: string,
  { token, hides }: { readonly token?: string; readonly hides?: 'newer' | 'older' },
): Promise<Forwarder> => {
  const server = createServer((request, response) => {
    const method = request.headers['mcp-method'];
    if (hides === 'newer' ? method === 'server/discover' : hides === 'older' && method === undefined) {
      request.resume();
      response.writeHead(400).end();
      return;
    }
    const authorization = token === undefined ? request.headers.authorization : `Bearer ${token}`;
    const headers = { ...request.headers, ...(authorization === undefined ? {} : { authorization }) };
    const onward = forward(url, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
