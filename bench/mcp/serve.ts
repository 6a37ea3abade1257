import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { startHubProcess, type HubProcess } from '../platform/hub-process.ts';

/** Of the API that everybody uses. With nothing to send it only reads. */
export const ask = async (
  hub: Pick<HubProcess, 'url' | 'key'>,
  path: string,
  given?: unknown,
): Promise<unknown> => {
  const method = given === undefined ? 'GET' : 'POST';
  const answer = await fetch(`${hub.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'application/json' },
    ...(given !== undefined && { body: JSON.stringify(given) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
};

export interface ServedToolset {
  readonly hub: HubProcess;
  readonly url: string;
}

export interface Wanted {
  readonly connector: string;
  /** A file with the OpenAPI document. */
  readonly document: string;
  readonly egressAllow?: string;
  /** Names of its operations; all when left out. */
  readonly operations?: readonly string[];
}

/** A hub as `npm start` runs it, with one document imported and its operations published as a toolset. */
export const serveToolset = async (wanted: Wanted): Promise<ServedToolset> => {
  const { connector, document, egressAllow } = wanted;
  const hub = await startHubProcess({
    env: {
      HUB_LOG_LEVEL: 'warn',
      HUB_RATE_LIMIT: '0',
      ...(egressAllow !== undefined && { HUB_EGRESS_ALLOW: egressAllow }),
    },
  });
  await ask(hub, '/api/connectors/import', { name: connector, document: await readFile(document, 'utf8') });
  const operations = wanted.operations ?? (await operationNames(hub, connector));
  const tools = operations.map((name) => ({ name, operation: `${connector}.${name}` }));
  await ask(hub, '/api/toolsets', { name: 'bench', title: 'Bench', tools });
  await ask(hub, '/api/toolsets/bench/publish', {});
  return { hub, url: `${hub.url}/mcp/bench` };
};

const operationNames = async (hub: HubProcess, connector: string): Promise<string[]> => {
  const names: string[] = [];
  for (let cursor: string | null = null; ;) {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await ask(hub, `/api/connectors/${connector}/operations?limit=200${more}`)) as {
      items: { name: string }[];
      next: string | null;
    };
    names.push(...page.items.map(({ name }) => name));
    cursor = page.next;
    if (cursor === null) return names;
  }
};

/** A hub that offers a registered server whole. */
export const serveRegistered = async (upstream: string): Promise<ServedToolset> => {
  const hub = await startHubProcess({
    env: { HUB_LOG_LEVEL: 'warn', HUB_RATE_LIMIT: '0', HUB_EGRESS_ALLOW: new URL(upstream).host },
  });
  await ask(hub, '/api/mcp-servers', { name: 'far', url: upstream });
  await ask(hub, '/api/toolsets', { name: 'bench', title: 'Bench', server: 'far' });
  await ask(hub, '/api/toolsets/bench/publish', {});
  return { hub, url: `${hub.url}/mcp/bench` };
};

/** Waits until somebody listens there. */
export const answering = async (url: string): Promise<void> => {
  for (const until = performance.now() + 10_000; performance.now() < until;) {
    const there = await fetch(url).then(
      () => true,
      () => false,
    );
    if (there) return;
    await pause(50);
  }
  throw new Error(`Nothing answers at ${url}.`);
};
