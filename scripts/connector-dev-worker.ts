import { parentPort, workerData } from 'node:worker_threads';
import { loadConnector } from '../connectors/define/load-folder.ts';
import { redactRequest } from '../connectors/wire/redact-request.ts';
import { isHubError } from '../core/errors.ts';
import { connectionIn } from './connector-folder.ts';
import { callOf, outcomeOf, type Asked } from './connector-outcome.ts';
import { developersEgress } from './connector-terminal.ts';
import { openTrial } from './connector-trial.ts';

/** One version of the code, in a thread of its own: when the code changes, the thread ends, and nothing of it stays. */

export interface Order extends Asked {
  readonly id: number;
  readonly dry: boolean;
}
export interface Listed {
  readonly name: string;
  readonly summary: string;
  readonly input: unknown;
}
export type FromWorker =
  | { readonly kind: 'loaded'; readonly version: string; readonly operations: readonly Listed[] }
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown };

const say = (message: FromWorker): void => parentPort?.postMessage(message);
const folder = workerData as string;

try {
  const connector = await loadConnector(folder);
  const connection = await connectionIn(folder, connector);
  const egress = await developersEgress();
  const caller = openTrial({ connector, connection, egress });
  const answer = async ({ dry, ...asked }: Order): Promise<unknown> => {
    if (!dry) return outcomeOf(caller, connector.name, asked);
    const { request, secrets } = await caller.prepare(callOf(connector.name, asked));
    return redactRequest(request, secrets);
  };
  parentPort?.on('message', (order: Order) => {
    answer(order).then(
      (value) => say({ kind: 'answer', id: order.id, value }),
      (error: unknown) => {
        const value = isHubError(error)
          ? { error: { code: error.code, message: error.message } }
          : { error: String(error) };
        say({ kind: 'answer', id: order.id, value });
      },
    );
  });
  const operations = connector.plan.operations.map(({ name, summary, input }) => ({ name, summary, input }));
  say({ kind: 'loaded', version: connector.version, operations });
} catch (error) {
  say({ kind: 'broken', message: error instanceof Error ? error.message : String(error) });
}
