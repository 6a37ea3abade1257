import type { HubEvent } from '../../core/event.ts';
import { isHubError } from '../../core/errors.ts';
import type { EventBus, Hints, Log, Subscription, Vault } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { FlowEvent } from '../engine/messages.ts';
import type { KnownFlows } from '../known-flows.ts';
import type { KnownVariables } from '../variables/known-variables.ts';
import { noVariables } from '../variables/variable-set.ts';
import { admit } from './admit.ts';
import { arrivalsTopic, runsTopic } from './runner.ts';
import { gather, takeGathered, triggersFor, type EventTrigger } from './store-triggers.ts';
import { deliver, identityOf } from './store-waits.ts';

export interface OnEventDeps {
  readonly known: KnownFlows;
  readonly variables: Pick<KnownVariables, 'for'>;
  readonly hints: Hints;
  readonly vault: Pick<Vault, 'seal'>;
  readonly events: EventBus<Tx>;
  readonly log: Log;
}

/**
 * Events begin runs and reach those that listen, in the transaction that notes the event as handled: exactly once, however
 * often it is sent.
 */
export const flowSubscription = ({
  known,
  variables,
  hints,
  events,
  log,
  vault,
}: OnEventDeps): Subscription<Tx> => {
  const begin = async (tx: Tx, event: HubEvent, { flow, version }: EventTrigger): Promise<boolean> => {
    const spaceId = event.hubspace;
    const { program } = await known.get(spaceId, flow, version);
    const on = program.document.schedule?.on;
    if (on === undefined || program.trigger === null) return false;
    const { eventsNeeded, filterFor } = await import('../engine/event-trigger.ts');
    const set = await variables.for(spaceId, program);
    const trigger = {
      ...{ root: program.root, trigger: program.trigger },
      variables: (set ?? noVariables).values,
    };
    const filter = filterFor(trigger, event as FlowEvent);
    if (filter === null) return false;
    const id = identityOf(event);
    const needed = eventsNeeded(on);
    let input: unknown[] = [event];
    if (needed > 1) {
      await gather(tx, { spaceId, flow, filter }, { id, text: JSON.stringify(event) });
      const all = await takeGathered(tx, { spaceId, flow }, needed);
      if (all === null) return false;
      input = all.map((text) => JSON.parse(text) as unknown);
    }
    const runId = await admit(tx, {
      ...{ spaceId, flow, version, program, input, vault, events, variables: set },
      trigger: `event:${event.type}`,
      triggerKey: id,
    });
    return runId !== null;
  };

  return {
    name: 'flows',
    types: 'all',
    handle: async (event, tx) => {
      let begun = false;
      for (const trigger of await triggersFor(tx, event.hubspace, event.type)) {
        try {
          begun = (await begin(tx, event, trigger)) || begun;
        } catch (error) {
          // One flow that refuses an event, or whose filter fails, does not keep it from the others.
          if (!isHubError(error) || error.retryable) throw error;
          log.warn('an event began no run', { flow: trigger.flow, eventId: event.id, reason: error.message });
        }
      }
      const woken = await deliver(tx, event.hubspace, event as FlowEvent);
      if (!begun && woken.length === 0) return;
      tx.afterCommit(() => {
        hints.send(runsTopic);
        if (woken.length > 0) hints.broadcast(arrivalsTopic);
      });
    },
  };
};
