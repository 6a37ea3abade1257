import type { OperationCaller } from '../connectors/call/call-operation.ts';
import { shownOf } from '../connectors/wire/read-answer.ts';
import type { Caller } from '../core/caller.ts';
import { atPointers } from '../flows/engine/sensitive.ts';
import { HubError } from '../core/errors.ts';
import type { FlowOperations } from '../core/flow-ports.ts';
import { permissionsOf } from '../core/roles.ts';
import { parkInput, parkOperation } from '../flows/run/parked.ts';
import { newId } from '../platform/ids.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import { parseInput } from '../platform/invoke/input.ts';
import type { Invoke } from '../platform/invoke/invoker.ts';

export interface FlowCallDeps {
  readonly operations: () => ReadonlyMap<string, HubOperation>;
  readonly invoke: () => Invoke;
  readonly caller: OperationCaller;
}

/** What whoever publishes flows may do: a flow is no way to do more. */
const mayDo = new Set(permissionsOf('builder'));

/** The hub's own operations first, by their names; all else belongs to connectors. */
export const openFlowCalls = ({ operations, invoke, caller }: FlowCallDeps): FlowOperations => ({
  call: async ({ spaceId, runId, operation, connection, input, idempotencyKey, signal }) => {
    // The run that called it knows what it means: nothing of it is done outside.
    if (operation === parkOperation) return { output: parseInput(parkInput, input) };
    const own = operations().get(operation);
    if (own !== undefined) {
      const flow: Caller = {
        ...{ kind: 'key', keyId: 'hub:flow', name: 'Flow' },
        ...{ spaceId, runId, permissions: mayDo },
      };
      const answer = await invoke()({
        operation: own,
        input,
        caller: flow,
        requestId: newId('req'),
        signal,
        idempotencyKey,
      });
      return { output: answer.output, sensitive: sensitiveIn(own, answer.output) };
    }
    const at = operation.indexOf('.');
    if (at < 0) throw new HubError('not_found', `There is no operation "${operation}".`);
    // Asked before: what has been done outside must not fail by it.
    const known = await caller.known.get(spaceId, operation.slice(0, at));
    const { plan } = await known.operation(operation.slice(at + 1));
    const answer = await caller.call({
      ...{ spaceId, connection, input, idempotencyKey, signal, callerId: 'hub:flow' },
      connector: operation.slice(0, at),
      operation: operation.slice(at + 1),
    });
    // It goes into the journal: without credentials that the other side repeats.
    const output = shownOf(answer, answer.output);
    return { output, sensitive: atPointers(output, plan.hints.sensitive.output) };
  },
});

/** What an operation of the hub's own says of its output: read in no journal, as it is read in no log. */
const sensitiveIn = ({ hints }: HubOperation, output: unknown): readonly unknown[] =>
  typeof output !== 'object' || output === null
    ? []
    : (hints.sensitive ?? []).flatMap((name) => {
        const value = (output as Readonly<Record<string, unknown>>)[name];
        return value === undefined || value === null ? [] : [value];
      });
