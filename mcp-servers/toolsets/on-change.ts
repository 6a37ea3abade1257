import type { HubEvent } from '../../core/event.ts';
import type { Callables, EventBus, Hints } from '../../core/ports.ts';
import type { Tx } from '../../platform/db/open.ts';
import { noteAndTell } from './note-changes.ts';
import { pinHash } from './pin.ts';
import { readPins, type Noticed } from './store-pins.ts';
import { toolsetsOffering } from './store-toolsets.ts';

export interface ChangeDeps {
  readonly callables: Callables;
  readonly events: EventBus<Tx>;
  readonly hints: Hints;
}

/**
 * What stands behind tools has changed: whoever looks after the toolsets hears of it before anybody calls one. Calls look
 * for themselves, whether this has run or not.
 */
export const onCallableChange = async (deps: ChangeDeps, event: HubEvent, tx: Tx): Promise<void> => {
  const spaceId = event.hubspace;
  const operation = operationOf(event);
  if (operation === null) return;
  for (const toolset of await toolsetsOffering(tx, spaceId, operation)) {
    // A process without the gateway knows nothing of the hub's own: it looks at what this is about.
    const pins = (await readPins(tx, spaceId, toolset)).filter(
      (pin) =>
        pin.operation === operation || (operation.endsWith('.') && pin.operation.startsWith(operation)),
    );
    const callables = await deps.callables.findAll(
      spaceId,
      pins.map((pin) => pin.operation),
    );
    const noticed = pins.map((pin, at): Noticed => {
      const callable = callables[at] ?? null;
      const hash = callable === null ? '' : pinHash(callable);
      return { operation: pin.operation, hash: hash === pin.hash ? null : hash };
    });
    await noteAndTell({ ...deps, tx }, { spaceId, toolset, noticed });
  }
};

/** A flow by its name; of a connector all that begins with its name. */
const operationOf = ({ type, subject }: HubEvent): string | null => {
  if (subject === undefined) return null;
  return type.startsWith('flow.') ? `flow.${subject}` : `${subject}.`;
};
