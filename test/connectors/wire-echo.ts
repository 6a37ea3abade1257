import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OperationPlan, ParameterPlan } from '../../core/connector.ts';
import { buildRequest, type BuildOptions } from '../../connectors/wire/build-request.ts';
import { parseAllowList } from '../../platform/egress/allow-list.ts';
import { createEgress, type Egress } from '../../platform/egress/egress.ts';
import { recordedLog } from '../setup/recorded-log.ts';

/** What arrived, byte for byte: nothing of it was decoded by the server. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Echo {
  readonly origin: string;
  readonly egress: Egress;
  /** Builds the request of a plan, sends it through the hub's own way out, and gives back what arrived. */
  call(
    plan: OperationPlan,
    input: Record<string, unknown>,
    options?: Partial<BuildOptions>,
  ): Promise<Arrived>;
  stop(): Promise<void>;
}

export const startEcho = async (): Promise<Echo> => {
  let last: Arrived | undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      last = { method, url, headers, body: Buffer.concat(chunks) };
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const egress = createEgress({ allow: parseAllowList(['127.0.0.0/8']).entries, log: recordedLog() });
  return {
    origin,
    egress,
    call: async (plan, input, options = {}) => {
      const { method, url, headers, body } = await buildRequest(plan, input, { baseUrl: origin, ...options });
      last = undefined;
      const answer = await egress.request({ method, url, headers, ...(body === undefined ? {} : { body }) });
      await answer.bytes();
      if (last === undefined) throw new Error(`${url} did not reach the server`);
      return last;
    },
    stop: async () => {
      await egress.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export const plan = (parts: Partial<OperationPlan> = {}): OperationPlan => ({
  name: 'tryIt',
  method: 'get',
  path: '/x',
  source: 'get /x',
  summary: '',
  description: '',
  tags: [],
  deprecated: false,
  parameters: [],
  responses: [],
  security: [],
  input: true,
  hints: { readOnly: false, idempotent: false, destructive: false, sensitive: { input: [], output: [] } },
  notes: [],
  ...parts,
});

const usualStyle = { path: 'simple', header: 'simple', query: 'form', cookie: 'form' } as const;

/** A parameter as the specification fills it in: style by place, explode by style. */
export const parameter = (
  given: Partial<ParameterPlan> & Pick<ParameterPlan, 'name' | 'in'>,
): ParameterPlan => {
  const style = given.style ?? usualStyle[given.in];
  return {
    argument: given.name,
    required: given.in === 'path',
    style,
    explode: style === 'form',
    allowReserved: false,
    ...given,
  };
};
