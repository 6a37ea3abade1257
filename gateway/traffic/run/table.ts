import { buildHostTable, type HostTable } from '../match/host-table.ts';
import type { Endpoint } from '../match/endpoints.ts';

/** All that is needed to find the pipeline of a request. Replaced as a whole: who has begun with one goes on with it. */
export interface TrafficTable {
  readonly spaces: ReadonlyMap<string, SpaceRoutes>;
}

export interface SpaceRoutes {
  readonly spaceId: string;
  readonly slug: string;
  readonly hosts: HostTable;
  /** Of its endpoints. */
  readonly count: number;
  /** Whether a pipeline looks at certificates of clients. */
  readonly asksForCertificates: boolean;
}

export interface SpaceEndpoints {
  readonly spaceId: string;
  readonly slug: string;
  readonly endpoints: readonly Endpoint[];
}

export const spaceRoutes = ({ spaceId, slug, endpoints }: SpaceEndpoints): SpaceRoutes => ({
  spaceId,
  slug,
  hosts: buildHostTable(endpoints),
  count: endpoints.length,
  asksForCertificates: endpoints.some(({ pipeline }) => pipeline.asksForCertificates),
});
