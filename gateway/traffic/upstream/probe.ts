import type { ClientIdentity } from '../../../platform/egress/client-identity.ts';
import type { Egress } from '../../../platform/egress/egress.ts';

export interface ProbeRequest {
  readonly url: string;
  readonly timeoutMs: number;
  readonly identity: ClientIdentity | undefined;
}

/** Asks an address how it is: its status, or throws. */
export type Probe = (request: ProbeRequest) => Promise<number>;

/** Redirects are not followed: an address that sends elsewhere is an answer, and elsewhere may be anywhere. */
export const probeBy =
  (egress: Pick<Egress, 'request'>): Probe =>
  async ({ url, timeoutMs, identity }) => {
    const answer = await egress.request({
      url,
      headers: { 'user-agent': 'app-connect-health' },
      limits: { headersMs: timeoutMs, idleMs: timeoutMs, totalMs: timeoutMs, redirects: 0 },
      ...(identity === undefined ? {} : { tls: identity }),
    });
    answer.discard();
    return answer.status;
  };
