import { isHubError } from '../../core/errors.ts';
import type { Probe } from '../auth/ports.ts';
import type { OperationCaller } from './call-operation.ts';

/** Tries a connection by the operation that the connector's settings name for it. */
export const probeConnection =
  (caller: OperationCaller): Probe =>
  async ({ spaceId, connectionId, connector, person, signal }) => {
    const { settings } = await caller.known.get(spaceId, connector);
    const operation = settings.testOperation;
    if (operation === undefined) return undefined;
    try {
      const { status } = await caller.call({
        ...{ spaceId, connector, operation, signal },
        connection: connectionId,
        callerId: person ?? undefined,
        input: {},
      });
      return { ok: true, status, message: `"${operation}" was answered with ${status}.` };
    } catch (error) {
      if (!isHubError(error)) throw error;
      const { status } = error.details;
      return { ok: false, ...(typeof status === 'number' ? { status } : {}), message: error.message };
    }
  };
