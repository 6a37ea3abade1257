import type { OperationCaller } from '../connectors/call/call-operation.ts';
import { shownOf } from '../connectors/wire/read-answer.ts';
import type { Caller } from '../core/caller.ts';
import { atPointers } from '../flows/engine/sensitive.ts';
import { HubError } from '../core/errors.ts';
import type { FlowOperations } from '../core/ports.ts';
import { permissionsOf } from '../core/roles.ts';
import { newId } from '../platform/ids.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
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
  call: async ({ spaceId, operation, connection, input, idempotencyKey, signal }) => {
    const own = operations().get(operation);
    if (own !== undefined) {
      const flow: Caller = { kind: 'key', keyId: 'hub:flow', name: 'Flow', spaceId, permissions: mayDo };
      const answer = await invoke()({
        operation: own,
        input,
        caller: flow,
        requestId: newId('req'),
        signal,
        idempotencyKey,
      });
      return { output: answer.output };
    }
    const at = operation.indexOf('.');
    if (at < 0) throw new HubError('not_found', `There is no operation "${operation}".`);
    // Asked before: what has been done outside must not fail by it.
    const known = await caller.known.get(spaceId, operation.slice(0, at));
    const { plan } = await known.operation(operation.slice(at + 1));
    const answer = await caller.call({
      ...{ spaceId, connection, input, idempotencyKey, signal },
      connector: operation.slice(0, at),
      operation: operation.slice(at + 1),
    });
    // It goes into the journal: without credentials that the other side repeats.
    const output = shownOf(answer, answer.output);
    return { output, sensitive: atPointers(output, plan.hints.sensitive.output) };
  },
});
