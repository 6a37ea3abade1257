import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startHubProcess, type HubProcess } from '../platform/hub-process.ts';

export type Mode = 'fast' | 'durable';

export interface ServedFlow {
  readonly hub: HubProcess;
  readonly urls: Readonly<Record<Mode, string>>;
}

const upstream = '127.0.0.1:19100';

const post = async (hub: HubProcess, path: string, body: unknown): Promise<void> => {
  const answer = await fetch(`${hub.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
};

/** A hub as `npm start` runs it, with the workload published twice: once for each mode. */
export const serveWorkload = async (): Promise<ServedFlow> => {
  const hub = await startHubProcess({ env: { HUB_EGRESS_ALLOW: upstream, HUB_LOG_LEVEL: 'warn' } });
  const text = await readFile(join(import.meta.dirname, 'workload.yaml'), 'utf8');
  for (const mode of ['fast', 'durable'] as const) {
    const own = text
      .replace('name: workload', `name: workload-${mode}`)
      .replace('mode: durable', `mode: ${mode}`)
      .replace('path: /durable', `path: /${mode}`);
    await post(hub, '/api/flows', { text: own });
    await post(hub, `/api/flows/workload-${mode}/publish`, {});
  }
  const at = (mode: Mode): string => `${hub.url}/http/default/${mode}`;
  return { hub, urls: { fast: at('fast'), durable: at('durable') } };
};

if (process.argv[1] === import.meta.filename) {
  const { hub, urls } = await serveWorkload();
  console.log(JSON.stringify({ pid: hub.pid, ...urls }));
  process.once('SIGTERM', () => void hub.stop());
  process.once('SIGINT', () => void hub.stop());
}
