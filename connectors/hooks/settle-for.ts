import type { Tx } from '../../platform/db/open.ts';
import { requireConnector } from '../store-connectors.ts';
import { readFrame, type PlanFrame } from '../store-versions.ts';
import { eventsSchema } from './events.ts';
import { byConnector, challenges, secretSources, type SecretSource } from './providers.ts';
import { invalid, settleEntry, sourceOf, type Settled, type Wanted } from './settle-entry.ts';
import { verificationSchema } from './verification.ts';
import { z } from 'zod';

/** Whoever names neither provider nor check means what the connector's own code says. */
export const settleFor = async (
  tx: Tx,
  { spaceId, connector }: { readonly spaceId: string; readonly connector: string },
  wanted: Wanted,
): Promise<Settled> => {
  const { provider, verification, fill } = wanted;
  const byCode = provider === byConnector || (provider === undefined && verification === undefined);
  if (!byCode || verification !== undefined) return settleEntry(wanted);
  const said = await connectorWebhook(tx, spaceId, connector);
  if (said === undefined) {
    if (provider === undefined) return settleEntry(wanted);
    throw invalid(
      'provider',
      `cannot be "${byConnector}": the code of "${connector}" says nothing of webhooks`,
    );
  }
  const { events = said.events, challenge = said.challenge } = wanted;
  const settled = settleEntry({ fill, events, challenge, verification: said.verification });
  return { ...settled, provider: byConnector, secretFrom: sourceOf(settled.verification, said.secretFrom) };
};

const saidByConnector = z.object({
  verification: verificationSchema,
  events: eventsSchema.optional(),
  challenge: z.enum(challenges).optional(),
  secretFrom: z.enum(secretSources).optional(),
});

/** What a connector's own code says about its webhooks. */
const connectorWebhook = async (
  tx: Tx,
  spaceId: string,
  connector: string,
): Promise<z.infer<typeof saidByConnector> | undefined> => {
  const { version } = await requireConnector(tx, spaceId, connector);
  if (version === null) return undefined;
  const { frame } = await readFrame(tx, spaceId, { name: connector, version });
  return frame.webhook === undefined ? undefined : saidByConnector.parse(frame.webhook);
};

/** Null as well for what cannot be read: who wants to use it is told what is wrong. */
export const webhookByCode = ({ webhook }: PlanFrame): { readonly secretFrom: SecretSource } | null => {
  const { data: said } = saidByConnector.safeParse(webhook);
  return said === undefined ? null : { secretFrom: sourceOf(said.verification, said.secretFrom) };
};
