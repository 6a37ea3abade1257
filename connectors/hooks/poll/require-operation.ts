import { HubError } from '../../../core/errors.ts';
import type { Tx } from '../../../platform/db/open.ts';
import { requireConnector } from '../../store-connectors.ts';
import { findOperation } from '../../store-versions.ts';

/** Throws unless the connector has the operation in the version that is called. */
export const requireOperation = async (
  tx: Tx,
  spaceId: string,
  { connector, operation }: { readonly connector: string; readonly operation: string },
): Promise<void> => {
  const { version } = await requireConnector(tx, spaceId, connector);
  const found =
    version === null ? undefined : await findOperation(tx, spaceId, { name: connector, version, operation });
  if (found !== undefined) return;
  throw new HubError('not_found', `The connector "${connector}" has no operation "${operation}".`);
};
