import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { HubError, isHubError } from '../../core/errors.ts';
import type { JobHandler } from '../../core/ports.ts';
import type { JobDefinition } from '../../platform/jobs/run-one.ts';
import { finishAuthorisation, type FinishDeps } from './finish.ts';
import { loadClient, type LoadDeps } from './load.ts';
import { pollDevice } from './oauth/device.ts';

export const pollDeviceName = 'poll-device-code';

const payloadSchema = z.object({ connectionId: z.string(), expiresAt: z.string() });

/**
 * Asks the provider at its own pace whether the person has typed in the code. One job waits through all of it: a
 * stopping process hands it back, and another one goes on asking.
 */
const pollDeviceCode =
  (deps: FinishDeps & LoadDeps): JobHandler =>
  async ({ payload, spaceId }, signal) => {
    const { connectionId, expiresAt } = payloadSchema.parse(payload);
    if (spaceId === null)
      throw new HubError('internal', 'A connection without a space cannot be polled for.');
    const place = { spaceId, connectionId };
    let { held, client } = await loadClient(deps, place);
    let interval = held.secrets.device?.intervalSeconds ?? 5;
    for (;;) {
      await pause(interval * 1_000, undefined, { signal });
      ({ held, client } = await loadClient(deps, place));
      const { device } = held.secrets;
      // Somebody began anew, or finished in another way: those who did are asked for by a job of their own.
      if (device === undefined || device.expiresAt !== expiresAt) return;
      if (Date.parse(expiresAt) < deps.clock.now().getTime())
        throw new HubError('oauth_refused', 'The code was not typed in in time. Connect once more.');
      const poll = await pollDevice(deps.egress, client, {
        code: device.code,
        intervalSeconds: interval,
        signal,
      });
      if (poll.kind === 'tokens') {
        await finishAuthorisation(deps, { held, client, answer: poll.tokens });
        return;
      }
      interval = poll.intervalSeconds;
    }
  };

/** How it runs: each waits most of the time, for as long as codes are good. */
export const pollDeviceJob = (deps: FinishDeps & LoadDeps): JobDefinition => {
  const poll = pollDeviceCode(deps);
  return {
    handle: async (job, signal) => {
      try {
        await poll(job, signal);
      } catch (error) {
        // A connection that is gone is nobody's failure.
        if (!isHubError(error, 'not_found')) throw error;
      }
    },
    concurrency: 100,
    maxAttempts: 20,
    timeoutMs: 60 * 60_000,
  };
};
