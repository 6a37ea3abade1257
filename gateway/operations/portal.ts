import type { HubOperation } from '../../platform/invoke/context.ts';
import type { PortalDeps } from '../portal/visit.ts';
import { addPortalKey } from './portal/add-key.ts';
import { getPortalApi } from './portal/get-api.ts';
import { getPortalDocument } from './portal/get-document.ts';
import { getPortal } from './portal/get.ts';
import { listPortalApis } from './portal/list-apis.ts';
import { listPortalKeys } from './portal/list-keys.ts';
import { revokePortalKey } from './portal/revoke-key.ts';
import { rotatePortalKey } from './portal/rotate-key.ts';
import { signInToPortal } from './portal/sign-in.ts';
import { signOutOfPortal } from './portal/sign-out.ts';
import { getPortalUsage } from './portal/usage.ts';

/** The page of a space for those who call its gateway: open to everybody, each operation asks for itself who may. */
export const portalOperations = (deps: PortalDeps): HubOperation[] => [
  getPortal(deps),
  signInToPortal(deps),
  signOutOfPortal(deps),
  listPortalApis(deps),
  getPortalApi(deps),
  getPortalDocument(deps),
  listPortalKeys(deps),
  addPortalKey(deps),
  rotatePortalKey(deps),
  revokePortalKey(deps),
  getPortalUsage(deps),
];
