import { z } from 'zod';
import { HubError, isHubError } from '../../core/errors.ts';
import { defineConnector, type DefinedConnector } from './define-connector.ts';
import { operation } from './operation.ts';

/**
 * What a connector in a folder of its own is written with. It is handed in, not imported: the folder may stand
 * anywhere, and needs no packages.
 */
export const kit = { defineConnector, operation, z, HubError, isHubError } as const;

export type ConnectorKit = typeof kit;
/**
 * What the file `connector.ts` of such a folder has as its default export: for those who want its type.
 *
 * @public
 */
export type ConnectorFile = (kit: ConnectorKit) => DefinedConnector;
