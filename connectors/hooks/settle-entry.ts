import { HubError } from '../../core/errors.ts';
import type { Tx } from '../../platform/db/open.ts';
import { requireConnection } from '../auth/load.ts';
import { refuseOwnNoun } from '../event-name.ts';
import { requireConnector } from '../store-connectors.ts';
import { readFrame } from '../store-versions.ts';
import { requireKeys } from './checks/public-key.ts';
import { eventsSchema, type EventRules } from './events.ts';
import { challenges, hookProviders, type Challenge } from './providers.ts';
import { verificationSchema, type Verification } from './verification.ts';
import { z } from 'zod';

/** From what a person says to what an endpoint is: by a known provider, or in words of their own. */
export interface Wanted {
  readonly provider?: string | undefined;
  readonly fill: { readonly audience?: string[] | undefined; readonly publicKeys?: string[] | undefined };
  readonly verification?: Verification | undefined;
  readonly events?: EventRules | undefined;
  readonly challenge?: Challenge | undefined;
}

export interface Settled {
  readonly verification: Verification;
  /** Undefined when nobody has said. */
  readonly events: EventRules | undefined;
  readonly challenge: Challenge;
}

export const settleEntry = (wanted: Wanted): Settled => {
  const { provider, fill, verification, events } = wanted;
  if ((provider === undefined) === (verification === undefined))
    throw invalid('verification', 'is needed, or the name of a provider: one of both');
  if (provider === undefined || verification !== undefined) {
    if (Object.values(fill).some((value) => value !== undefined))
      throw invalid('fill', 'goes with a provider only');
    const own = verificationSchema.parse(verification);
    if (own.scheme === 'public-key') requireKeys(own);
    return { verification: own, events, challenge: wanted.challenge ?? 'none' };
  }
  const known = Object.hasOwn(hookProviders, provider) ? hookProviders[provider] : undefined;
  if (known === undefined) throw invalid('provider', `is none of ${Object.keys(hookProviders).join(', ')}`);
  for (const name of known.open ?? [])
    if (fill[name] === undefined) throw invalid(`fill.${name}`, `is needed for ${known.title}`);
  const filled = Object.fromEntries(Object.entries(fill).filter(([, value]) => value !== undefined));
  const read = verificationSchema.safeParse({ ...known.verification, ...filled });
  if (!read.success) throw invalid('fill', z.prettifyError(read.error));
  if (read.data.scheme === 'public-key') requireKeys(read.data);
  return {
    verification: read.data,
    events: events ?? eventsSchema.parse(known.events),
    challenge: wanted.challenge ?? known.challenge ?? 'none',
  };
};

/** The answer to a CRC signs what a stranger chose: only where a body is all that is signed, that is no webhook. */
export const requireFit = (verification: Verification, challenge: Challenge): void => {
  if (challenge !== 'crc' || (verification.scheme === 'hmac' && verification.signed === '{body}')) return;
  throw invalid('challenge', 'can be "crc" only with an hmac of the {body} alone');
};

const invalid = (path: string, message: string): HubError =>
  new HubError('input_invalid', `"${path}" ${message}.`, { problems: [{ path, message }] });

export interface Owner {
  readonly connector: string;
  readonly connectionId: string | null;
}

/** Throws unless connector and connection are of this space, and of each other. */
export const requireOwner = async (tx: Tx, spaceId: string, owner: Owner): Promise<void> => {
  refuseOwnNoun(owner.connector);
  await requireConnector(tx, spaceId, owner.connector);
  if (owner.connectionId === null) return;
  const connection = await requireConnection(tx, { spaceId, connectionId: owner.connectionId });
  if (connection.connector !== owner.connector)
    throw invalid('connectionId', `is a connection of "${connection.connector}"`);
};

const saidByConnector = z.object({
  verification: verificationSchema,
  events: eventsSchema.optional(),
  challenge: z.enum(challenges).optional(),
});

/** What a connector's own code says about its webhooks, for whoever names neither provider nor check. */
export const connectorWebhook = async (
  tx: Tx,
  spaceId: string,
  connector: string,
): Promise<Pick<Wanted, 'verification' | 'events' | 'challenge'>> => {
  const { version } = await requireConnector(tx, spaceId, connector);
  if (version === null) return {};
  const { frame } = await readFrame(tx, spaceId, { name: connector, version });
  return frame.webhook === undefined ? {} : saidByConnector.parse(frame.webhook);
};

/** A document that tells of one event says what an endpoint without rules of its own receives. */
export const usualEvents = async (tx: Tx, spaceId: string, connector: string): Promise<EventRules> => {
  const { version } = await requireConnector(tx, spaceId, connector);
  const { frame } =
    version === null ? { frame: undefined } : await readFrame(tx, spaceId, { name: connector, version });
  const [only, ...others] = frame?.events ?? [];
  return eventsSchema.parse(only === undefined || others.length > 0 ? {} : { fallback: only.name });
};
