import { expect } from '@jest/globals';
import { eventually } from './eventually.ts';
import type { TestHub } from './hub.ts';

export interface FlowRun {
  readonly run: string;
  readonly status: string;
  readonly output?: unknown;
  readonly error?: Record<string, unknown>;
}

/** What tests do with flows, over REST as anybody would. */
export interface FlowsOver {
  /** `tasks` is YAML of the list below `do:`; `head` stands beside it, `metadata` in the document. */
  publish(name: string, parts: { tasks: string; head?: string; metadata?: string }): Promise<void>;
  run(name: string, input?: unknown, wait?: string): Promise<FlowRun>;
  event(event: Record<string, unknown>): Promise<void>;
  runsOf(name: string): Promise<readonly (FlowRun & { input: unknown })[]>;
  get(run: string): Promise<FlowRun & { input: unknown }>;
  until(run: string, status: string): Promise<FlowRun & { input: unknown }>;
  act(run: string, action: string, body?: unknown): Promise<void>;
}

const indented = (text: string, by: number): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `${' '.repeat(by)}${line}`)
    .join('\n');

export const flowsOver = (hub: TestHub): FlowsOver => {
  const ok = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const { status, json } = await hub.request(method, path, body === undefined ? {} : { body });
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(json)}`);
    return json;
  };
  const get = async (run: string) => (await ok('GET', `/api/runs/${run}`)) as FlowRun & { input: unknown };
  return {
    publish: async (name, { tasks, head = '', metadata = '' }) => {
      const text = [
        'document:',
        "  dsl: '1.0.3'",
        '  namespace: test',
        `  name: ${name}`,
        "  version: '1.0.0'",
        ...(metadata === '' ? [] : ['  metadata:', indented(metadata, 4)]),
        ...(head === '' ? [] : [head.trim()]),
        'do:',
        indented(tasks, 2),
      ].join('\n');
      await ok('POST', '/api/flows', { text });
      await ok('POST', `/api/flows/${name}/publish`, {});
    },
    run: async (name, input = {}, wait = '20s') =>
      (await ok('POST', `/api/flows/${name}/run?wait=${wait}`, { input })) as FlowRun,
    event: async (event) => void (await ok('POST', '/api/events', event)),
    runsOf: async (name) => {
      const { items } = (await ok('GET', `/api/runs?flow=${name}&limit=200&sort=startedAt`)) as {
        items: FlowRun[];
      };
      return Promise.all(items.map(({ run }) => get(run)));
    },
    get,
    until: async (run, status) => {
      await eventually(async () => expect((await get(run)).status).toBe(status));
      return get(run);
    },
    act: async (run, action, body = {}) => void (await ok('POST', `/api/runs/${run}/${action}`, body)),
  };
};
