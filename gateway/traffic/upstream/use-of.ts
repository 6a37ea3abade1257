import type { ClientIdentity } from '../../../platform/egress/client-identity.ts';
import { poolOptions } from '../../../platform/egress/pool-options.ts';
import type { OwnConnections, PoolUse } from '../../../platform/egress/pools.ts';
import type { ServiceDocument } from '../document/service-document.ts';

/** How the gateway calls the service's addresses; undefined where nothing is said: then over the connections of everybody. */
export const useOf = (document: ServiceDocument, owner: string): PoolUse | undefined => {
  const identity = identityOf(document);
  const own = ownOf(document, owner);
  return identity === undefined && own === undefined ? undefined : { identity, own };
};

const identityOf = ({ tls }: ServiceDocument): ClientIdentity | undefined => {
  if (tls === undefined) return undefined;
  const { clientCertificate: own, ca, serverName } = tls;
  return {
    ...(own === undefined ? {} : { cert: own.certificate, key: own.key }),
    ...(ca === undefined ? {} : { ca, onlyCa: true }),
    ...(serverName === undefined ? {} : { serverName }),
  };
};

const ownOf = ({ maxConnections, timeouts }: ServiceDocument, owner: string): OwnConnections | undefined =>
  maxConnections === undefined && timeouts?.connectMs === undefined
    ? undefined
    : {
        owner,
        connections: maxConnections ?? poolOptions.connections,
        connectMs: timeouts?.connectMs,
      };
