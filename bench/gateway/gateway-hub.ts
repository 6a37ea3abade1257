import { setTimeout as pause } from 'node:timers/promises';
import { ask } from '../mcp/serve.ts';
import { freePort, startHubProcess, type HubProcess } from '../platform/hub-process.ts';

export interface GatewayHub {
  readonly hub: HubProcess;
  /** Where its traffic comes in; the one space has every host. */
  readonly url: string;
  /** Of a consumer. */
  readonly key: string;
  saveService(name: string, document: object): Promise<void>;
  savePipeline(name: string, document: object): Promise<void>;
  /** Waits until a path answers with the status. */
  until(path: string, status: number): Promise<void>;
}

/** A hub with its gateway, in a process of its own, that sends to the ports given. */
export const startGatewayHub = async (
  ports: readonly number[],
  env: Readonly<Record<string, string>> = {},
): Promise<GatewayHub> => {
  const port = env['HUB_TRAFFIC_PORT'] ?? String(await freePort());
  const hub = await startHubProcess({
    env: {
      HUB_TRAFFIC_PORT: port,
      HUB_LOG_LEVEL: process.env['BENCH_LOG'] ?? 'warn',
      HUB_RATE_LIMIT: '0',
      HUB_TRAFFIC_HOSTS: '*=default',
      HUB_EGRESS_ALLOW: ports.map((port) => `127.0.0.1:${port}`).join(','),
      ...env,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const save = async (kind: 'pipelines' | 'services', name: string, document: object): Promise<void> => {
    const answer = await fetch(`${hub.url}/api/${kind}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${hub.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, document }),
    });
    if (!answer.ok) throw new Error(`saving ${name} answered ${answer.status}: ${await answer.text()}`);
  };
  const { id } = (await ask(hub, '/api/consumers', { name: 'bench' })) as { id: string };
  const made = (await ask(hub, `/api/consumers/${id}/credentials`, { kind: 'key' })) as {
    secret: string;
  };
  return {
    ...{ hub, url, key: made.secret },
    saveService: (name, document) => save('services', name, document),
    savePipeline: (name, document) => save('pipelines', name, document),
    until: async (path, status) => {
      const deadline = performance.now() + 10_000;
      for (;;) {
        const got = await fetch(url + path).then(
          async (answer) => {
            await answer.arrayBuffer();
            return answer.status;
          },
          () => 0,
        );
        if (got === status) return;
        if (performance.now() > deadline) throw new Error(`${path} answers ${got} and not ${status}`);
        await pause(20);
      }
    },
  };
};
