import type { SpaceFiles } from '../platform/blobs/space-files.ts';
import type { HubOperation } from '../platform/invoke/context.ts';
import type { ConnectionDeps } from './auth/deps.ts';
import type { OperationCaller } from './call/call-operation.ts';
import type { Gallery } from './define/gallery.ts';
import type { ConnectorDeps } from './deps.ts';
import { connectionOperations } from './operations/connections.ts';
import { removeConnector } from './operations/connectors/delete.ts';
import { discardConnectorVersion } from './operations/connectors/discard-version.ts';
import { getConnectorOperation } from './operations/connectors/get-operation.ts';
import { getConnectorVersion } from './operations/connectors/get-version.ts';
import { getSpaceConnector } from './operations/connectors/get.ts';
import { importConnector } from './operations/connectors/import.ts';
import { listConnectorOperations } from './operations/connectors/list-operations.ts';
import { listConnectorVersions } from './operations/connectors/list-versions.ts';
import { listSpaceConnectors } from './operations/connectors/list.ts';
import { previewConnector } from './operations/connectors/preview.ts';
import { publishConnectorVersion } from './operations/connectors/publish-version.ts';
import { updateConnector } from './operations/connectors/update.ts';
import { installFromGallery } from './operations/gallery/install.ts';
import { listGallery } from './operations/gallery/list.ts';
import { getFile } from './operations/files/get.ts';
import { callOperation } from './operations/operations/call.ts';
import { streamOperation } from './operations/operations/stream.ts';

/** Everything that the connectors offer by name. */
export const connectorOperations = (
  deps: ConnectorDeps & {
    readonly caller: OperationCaller;
    readonly connection: ConnectionDeps;
    readonly gallery: Gallery;
    readonly files: SpaceFiles;
  },
): HubOperation[] => [
  importConnector(deps),
  previewConnector(deps),
  listSpaceConnectors(),
  getSpaceConnector(deps),
  updateConnector(deps),
  removeConnector(deps),
  listConnectorOperations(),
  getConnectorOperation(deps),
  listConnectorVersions(),
  getConnectorVersion(deps),
  publishConnectorVersion(deps),
  discardConnectorVersion(),
  listGallery(deps),
  installFromGallery(deps),
  callOperation(deps),
  streamOperation(deps),
  getFile(deps),
  ...connectionOperations(deps.connection),
];
