import type { ServerPlan } from '../sdk/server.ts';
import type { Offer } from './offer.ts';

/** What an offer lets a client do. */
export const capabilitiesOf = ({
  resources,
  prompts,
  complete,
  completesUnsaid = false,
  logging,
}: Offer): ServerPlan['capabilities'] => ({
  tools: { listChanged: true },
  ...(resources === undefined
    ? {}
    : {
        resources: { listChanged: true, ...(resources.subscribe === undefined ? {} : { subscribe: true }) },
      }),
  ...(prompts === undefined ? {} : { prompts: { listChanged: true } }),
  ...(complete === undefined || completesUnsaid ? {} : { completions: {} }),
  ...(logging ? { logging: {} } : {}),
});

export const aboutOf = ({ name, title, version }: Offer): ServerPlan['about'] => ({ name, title, version });

/** What a client may ask for although nobody has told it of that. */
export const unsaidOf = ({ complete, completesUnsaid = false }: Offer): ServerPlan['unsaid'] =>
  complete !== undefined && completesUnsaid ? ['completion/complete'] : [];
