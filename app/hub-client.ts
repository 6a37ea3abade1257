import { HubError } from '../core/errors.ts';
import { createEgress } from '../platform/egress/egress.ts';
import { openLog } from '../platform/log.ts';

/** A running hub, asked over its REST API with a key of a space: what commands work with. */
export interface HubClient {
  /** The answer's JSON; throws `Refused` for any other than a good one. */
  ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  close(): Promise<void>;
}

/** What the hub says when it does not do what it was asked. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly [detail: string]: unknown;
}

export const refusalIn = (error: unknown): Refusal | undefined =>
  error instanceof HubError && error.code === 'upstream_failed'
    ? (error.details['refusal'] as Refusal | undefined)
    : undefined;

/** A refusal that is worth telling, and no reason to stop; anything else is thrown on. */
export const refusalToTell = (error: unknown): Refusal => {
  const refusal = refusalIn(error);
  if (refusal === undefined || refusal.status === 401 || refusal.status >= 500) throw error;
  return refusal;
};

export const openHubClient = ({ url, key }: { readonly url: string; readonly key: string }): HubClient => {
  const { origin } = new URL(url);
  // Whoever types an address means it: on this machine it is a private one.
  const egress = createEgress({ allow: [], log: openLog({ level: 'silent' }), trustedOrigins: [origin] });
  return {
    ask: async <Answer>(method: string, path: string, body?: unknown) => {
      const answer = await egress.request({
        method,
        url: new URL(path, origin),
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        limits: { redirects: 0 },
      });
      const text = await answer.text();
      if (answer.status < 300) return JSON.parse(text) as Answer;
      throw refused(answer.status, text, `${origin}${path}`);
    },
    close: egress.close,
  };
};

const refused = (status: number, text: string, where: string): HubError => {
  let refusal: Refusal = { status, code: '', detail: text.slice(0, 200) };
  try {
    refusal = { ...refusal, ...(JSON.parse(text) as object) };
  } catch {
    // No hub answers so: the text itself says the most.
  }
  const hint = status === 401 ? ' Give a key of the space with --key, or in HUB_KEY.' : '';
  return new HubError(
    'upstream_failed',
    `${where} answered ${status}: ${refusal.detail || 'no reason'}${hint}`,
    { details: { refusal } },
  );
};

/** A key is of one space whatever is named: that it is another one than meant must not be found out afterwards. */
export const checkSpace = async (client: HubClient, wanted: string | undefined): Promise<void> => {
  if (wanted === undefined) return;
  const { slug } = await client.ask<{ slug: string }>('GET', '/api/space');
  if (slug !== wanted)
    throw new HubError('input_invalid', `The key is of the space "${slug}", not of "${wanted}".`);
};
