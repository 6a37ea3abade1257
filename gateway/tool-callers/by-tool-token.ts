import { hash } from 'node:crypto';
import type { Caller } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { Clock, ToolCaller } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import { noSpace } from '../sign-in/authenticate.ts';
import { openRemembered } from '../sign-in/remembered.ts';
import { stillHeld } from '../tool-tokens/issuer.ts';
import { findLiveToolToken } from '../tool-tokens/store.ts';
import type { ToolTokens } from '../tool-tokens/token.ts';
import { conversationFacts, keyFacts, personFacts } from './facts.ts';

export interface ToolTokenArrival {
  readonly token: string;
  readonly slug: string | undefined;
  readonly toolset: string;
}

export interface ToolTokenDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly toolTokens: ToolTokens;
}

interface Opened {
  readonly toolset: string;
  readonly slug: string;
  readonly caller: ToolCaller;
}

const refused = (): HubError =>
  new HubError('unauthenticated', 'This tool token has expired or was revoked, or is for other tools.');

/** Conversations, by the token that was issued for each. */
export const openByToolToken = ({ db, clock, toolTokens }: ToolTokenDeps) => {
  const verified = openRemembered<Opened>({ clock });

  const find = async (token: string) => {
    const { tokenId, spaceId, toolset, facts, expiresAt } = await toolTokens.verify(token);
    const live = await db.readInSpace(spaceId, (tx) => findLiveToolToken(tx, spaceId, tokenId));
    const permissions = live === undefined ? undefined : stillHeld(live);
    if (live === undefined || permissions === undefined || live.toolset !== toolset) throw refused();
    const { slug, issuedBy, issuedByName: name, email, leftMs } = live;
    // The token and not its issuer: two conversations of one key share nothing.
    const caller: Caller = { kind: 'key', keyId: tokenId, name, spaceId, permissions };
    const issuer = issuedBy.startsWith('usr_')
      ? personFacts({ userId: issuedBy, name, email, slug })
      : keyFacts({ name, slug });
    const value: Opened = {
      ...{ toolset, slug },
      caller: { caller, spaceId, toolsets: [toolset], facts: { ...conversationFacts(facts), ...issuer } },
    };
    return { value, leftMs: Math.min(leftMs, expiresAt.getTime() - clock.now().getTime()) };
  };

  return async ({ token, slug, toolset }: ToolTokenArrival): Promise<ToolCaller> => {
    const opened = await verified.get(hash('sha256', token, 'base64'), () => find(token));
    if (slug !== undefined && slug !== opened.slug) throw noSpace(slug);
    if (opened.toolset !== toolset) throw refused();
    return opened.caller;
  };
};
