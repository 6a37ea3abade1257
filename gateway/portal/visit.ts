import { z } from 'zod';
import { HubError, isHubError } from '../../core/errors.ts';
import type { Db } from '../../platform/db/open.ts';
import type { CallContext, Exchange } from '../../platform/invoke/context.ts';
import type { GatewayDeps } from '../deps.ts';
import { exchangeOf } from '../sign-in/cookies.ts';
import { shownSpace } from '../spaces/settings.ts';
import { findSpaceBySlug } from '../spaces/store.ts';
import { portalCookieOf } from './cookie.ts';
import type { PortalSettings } from './settings.ts';
import { signInAgain, type PortalSession, type PortalSessions } from './sessions.ts';
import { visitorBySession, type Visitor } from './store-visitors.ts';

/** Documents of imported connectors: whoever wires the hub knows where they are. */
export interface PortalDocuments {
  /** As OpenAPI 3, with its overlay; undefined where there is none. */
  documentOf(spaceId: string, connector: string): Promise<unknown>;
}

export interface PortalDeps extends Pick<
  GatewayDeps,
  'db' | 'limiter' | 'audit' | 'events' | 'hints' | 'vault' | 'passwords' | 'clock'
> {
  readonly sessions: PortalSessions;
  readonly documents: PortalDocuments;
  /** By which clients reach the gateway of a space; none while it does not listen. */
  readonly addressesOf: (slug: string) => readonly string[];
}

export interface Portal {
  readonly spaceId: string;
  readonly slug: string;
  readonly title: string;
  readonly settings: PortalSettings;
}

export interface Visit {
  readonly portal: Portal;
  /** Null: nobody has signed in. */
  readonly visitor: Visitor | null;
  /** As the cookie says it; it may be over. */
  readonly session: PortalSession | null;
  readonly exchange: Exchange;
}

export interface ConsumerVisit extends Visit {
  readonly visitor: Visitor;
}

/** Whatever stands in the address: what is no slug is no portal either. */
export const portalSlug = z.string().min(1).max(100).describe('The slug of a space.');

/** One answer for a space that does not exist and for one that shows nothing. */
const portalAt = async (db: Db, slug: string): Promise<Portal> => {
  const row = await db.readAsSystem((tx) => findSpaceBySlug(tx, slug));
  const space = row === undefined ? undefined : shownSpace(row);
  if (space === undefined || space.settings.portal.access === 'off')
    throw new HubError('not_found', 'There is no portal at this address.');
  const settings = space.settings.portal;
  return {
    ...{ spaceId: space.id, slug, settings },
    title: settings.title === '' ? space.name : settings.title,
  };
};

const sessionOf = async (
  deps: Pick<PortalDeps, 'sessions'>,
  { spaceId, slug }: Portal,
  exchange: Exchange,
): Promise<PortalSession | null> => {
  const token = portalCookieOf(exchange, slug);
  if (token === undefined) return null;
  const session = await deps.sessions.verify(token).catch((error: unknown) => {
    if (isHubError(error, 'unauthenticated')) return null;
    throw error;
  });
  return session?.spaceId === spaceId ? session : null;
};

/** Every operation of a portal begins with this: which portal, and who looks at it. */
export const visit = async (
  deps: Pick<PortalDeps, 'db' | 'sessions'>,
  slug: string,
  context: CallContext,
): Promise<Visit> => {
  const exchange = exchangeOf(context);
  const portal = await portalAt(deps.db, slug);
  const session = await sessionOf(deps, portal, exchange);
  const { spaceId } = portal;
  const visitor =
    session === null
      ? null
      : await deps.db.readInSpace(spaceId, (tx) => visitorBySession(tx, spaceId, session));
  return { portal, exchange, session, visitor };
};

/** Somebody who may read what is published here. */
export const visitAsReader = async (
  deps: Pick<PortalDeps, 'db' | 'sessions'>,
  slug: string,
  context: CallContext,
): Promise<Visit> => {
  const visited = await visit(deps, slug, context);
  if (visited.portal.settings.access === 'consumers' && visited.visitor === null) throw signInAgain();
  return visited;
};

export const visitAsConsumer = async (
  deps: Pick<PortalDeps, 'db' | 'sessions'>,
  slug: string,
  context: CallContext,
): Promise<ConsumerVisit> => {
  const visited = await visit(deps, slug, context);
  if (visited.visitor === null) throw signInAgain();
  return { ...visited, visitor: visited.visitor };
};
