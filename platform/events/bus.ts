import type { EventBus, Hints } from '../../core/ports.ts';
import { HubError } from '../../core/errors.ts';
import { eventSchema } from '../../core/event.ts';
import type { Tx } from '../db/open.ts';
import { insertFacts } from './store-outbox.ts';

/** Topics of hints: events to deliver, for one process; news to show, for all. */
export const eventsTopic = 'events';
export const liveTopic = 'live';

const typeSchema = eventSchema.shape.type;

/** Facts go to the outbox together with what they tell of. They travel after the commit. */
export const openEventBus = (deps: { readonly hints: Hints }): EventBus<Tx> => ({
  publish: async (tx, spaceId, facts) => {
    if (facts.length === 0) return;
    for (const { type } of facts) {
      if (!typeSchema.safeParse(type).success) {
        throw new HubError(
          'internal',
          `"${type}" is no event type. Name it noun.past-tense, as in call.ended.`,
        );
      }
    }
    await insertFacts(tx, spaceId, facts);
    tx.afterCommit(() => {
      deps.hints.send(eventsTopic);
      deps.hints.broadcast(liveTopic);
    });
  },
});
