import { createSecretKey, hash } from 'node:crypto';
import { z } from 'zod';
import { HubError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports.ts';
import { canonical } from '../../core/schema/canonical.ts';
import { without } from '../../core/without.ts';
import { openSecret, sealSecret } from '../../platform/vault/cipher.ts';
import type { Values } from './offer.ts';

/** Who asked what: a state is good for the same request of the same caller only. */
export interface StatePlace {
  readonly spaceId: string;
  readonly toolset: string;
  readonly principal: string;
  readonly method: string;
  readonly params: Values;
}

/** What went out with questions: of an upstream, or a call that waits in a process. */
export type CallState =
  { readonly upstream: string } | { readonly call: string; readonly round: number; readonly process: string };

export interface SealedStates {
  seal(place: StatePlace, state: CallState): string;
  /** Refuses what is not from here, is of somebody else or another request, or is too old. */
  open(place: StatePlace, sealed: string): CallState;
}

export const stateLivesMs = 10 * 60_000;
const longest = 100_000;
const fuel = 1_000_000;

const shape = z.strictObject({
  until: z.number(),
  state: z.union([
    z.strictObject({ upstream: z.string() }),
    z.strictObject({ call: z.string(), round: z.number(), process: z.string() }),
  ]),
});

export const openSealedStates = ({
  key,
  clock,
}: {
  /** 32 random bytes that only the hub's processes know. */
  readonly key: Buffer;
  readonly clock: Clock;
}): SealedStates => {
  const sealing = { masterId: 'mcp', version: 1, key: createSecretKey(key) };
  return {
    seal: (place, state) => {
      const text = JSON.stringify({ until: clock.now().getTime() + stateLivesMs, state });
      const sealed = sealSecret(sealing, boundTo(place), text);
      if (sealed.length > longest)
        throw new HubError('upstream_failed', 'The state that the other server wants kept is too large.');
      return sealed;
    },
    open: (place, sealed) => {
      if (sealed.length > longest) throw refused();
      let read: z.infer<typeof shape>;
      try {
        read = shape.parse(JSON.parse(openSecret(sealing.key, boundTo(place), sealed)));
      } catch (cause) {
        throw refused(cause);
      }
      if (read.until < clock.now().getTime()) throw refused();
      return read.state;
    },
  };
};

const boundTo = ({ spaceId, toolset, principal, method, params }: StatePlace) => {
  const text = canonical(without(params, ['_meta']), { fuel });
  if (text === null)
    throw new HubError('input_invalid', 'A request with a question in it must have smaller arguments.');
  return {
    spaceId,
    table: toolset,
    column: principal,
    row: hash('sha256', `${method} ${text}`, 'base64url'),
  };
};

const refused = (cause?: unknown): HubError =>
  new HubError(
    'input_invalid',
    'The requestState is not valid (any more): it is good for the same request of the same caller, for ten minutes. Send the request anew, without it.',
    { cause, details: { reason: 'invalid_request_state' } },
  );
