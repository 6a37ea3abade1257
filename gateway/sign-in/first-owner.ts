import { HubError } from '../../core/errors.ts';
import { permissionNames } from '../../core/roles.ts';
import type { Db, Tx } from '../../platform/db/open.ts';
import { newId } from '../../platform/ids.ts';
import { hashKey, hintOf } from '../keys/secret.ts';
import { addKey, isKeyKnown } from '../keys/store.ts';
import { addMember } from '../members/store.ts';
import { addPerson, nobodyCanSignIn } from '../people/store.ts';
import { defaultSpaceSlug } from '../spaces/slug.ts';
import { addSpace } from '../spaces/store.ts';
import { addSignInLink } from './links-store.ts';
import { findFirstOwner, holdInstallation, noteBootstrapKey } from './installation-store.ts';

export interface FirstOwner {
  readonly spaceId: string;
  readonly userId: string;
  /** Nobody can sign in by themselves yet: a one-time link is the only way in. */
  readonly firstUse: boolean;
  /** `ignored`: another key was taken on the first start, and only that one counts. */
  readonly bootstrapKey: 'none' | 'created' | 'known' | 'ignored';
}

const bootstrapShape = /^[A-Za-z0-9_-]{24,200}$/;

/**
 * The default space, somebody who owns it and the installation, and the key for scripts: made on the first start and
 * left alone ever after, also when several processes start at once.
 */
export const ensureFirstOwner = async (db: Db, bootstrapKey?: string): Promise<FirstOwner> => {
  if (bootstrapKey !== undefined && !bootstrapShape.test(bootstrapKey)) {
    throw new HubError(
      'config_invalid',
      'HUB_BOOTSTRAP_KEY must be 24 to 200 letters, digits, - or _. For example: hub_ci_5f2c9b1e7d3a4c60a1b2',
    );
  }
  return db.asSystem(async (tx) => {
    const installation = await holdInstallation(tx);
    const first = (await findFirstOwner(tx, defaultSpaceSlug)) ?? (await makeFirstOwner(tx));
    const key =
      bootstrapKey === undefined
        ? 'none'
        : await ensureBootstrapKey(tx, { ...first, bootstrapKey, hadOne: installation.hadBootstrapKey });
    return { ...first, firstUse: await nobodyCanSignIn(tx), bootstrapKey: key };
  });
};

interface Owner {
  readonly spaceId: string;
  readonly userId: string;
}

const makeFirstOwner = async (tx: Tx): Promise<Owner> => {
  const spaceId = newId('spc');
  const userId = newId('usr');
  await addSpace(tx, { spaceId, slug: defaultSpaceSlug, name: 'Default' });
  await addPerson(tx, { userId, email: null, name: 'Owner', passwordHash: null, installationOwner: true });
  await addMember(tx, spaceId, { userId, role: 'owner' });
  return { spaceId, userId };
};

interface BootstrapKey extends Owner {
  readonly bootstrapKey: string;
  readonly hadOne: boolean;
}

const ensureBootstrapKey = async (tx: Tx, wanted: BootstrapKey): Promise<FirstOwner['bootstrapKey']> => {
  const secretHash = hashKey(wanted.bootstrapKey);
  if (await isKeyKnown(tx, secretHash)) return 'known';
  if (wanted.hadOne) return 'ignored';
  await addKey(tx, wanted.spaceId, {
    keyId: newId('key'),
    name: 'Bootstrap key',
    hint: hintOf(wanted.bootstrapKey),
    secretHash,
    permissions: permissionNames,
    toolsets: null,
    createdBy: wanted.userId,
    expiresInDays: null,
  });
  await noteBootstrapKey(tx);
  return 'created';
};

/** A token for the page `/sign-in/link#<token>`: fifteen minutes, once. */
export const createSignInLink = async (db: Db, userId: string): Promise<string> =>
  db.asSystem((tx) => addSignInLink(tx, userId));
