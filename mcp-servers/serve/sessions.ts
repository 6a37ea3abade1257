import { hash, randomBytes } from 'node:crypto';
import { callerId } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { Hints, ToolCaller } from '../../core/ports.ts';
import type { Db } from '../../platform/db/open.ts';
import type { Failure, Message, ServerPlan } from '../sdk/server.ts';
import type { AnswerMethod } from './answer-methods.ts';
import { aboutOf, capabilitiesOf, unsaidOf } from './capabilities.ts';
import type { Heartbeat } from './heartbeat.ts';
import { openInbox } from './inbox.ts';
import type { Offer, Values } from './offer.ts';
import { principalOf } from './principal.ts';
import { openSession, sessionNotFound, type Session } from './session.ts';
import { openSessionEnds } from './session-ends.ts';
import {
  addSubscription,
  deleteSession,
  findSession,
  insertSession,
  removeSubscription,
  renewSession,
  setLogLevel,
  type SessionRow,
} from './store-sessions.ts';

/** Sessions of the old era. What has to outlast this process is a row; the rest is made anew from it where it is missing. */
export interface Sessions {
  begin(owner: SessionOwner, handshake: Message): Promise<Begun>;
  /** Refuses an id that is not this caller's for this toolset as one that does not exist. */
  find(owner: SessionOwner, id: string): Promise<KnownSession>;
  end(owner: SessionOwner, id: string): Promise<void>;
  /** Hands messages on to the process that waits for them. */
  forward(known: KnownSession, messages: readonly Message[]): Promise<void>;
  /** For streams, which nobody asks anything on: whether the session is there, which is then in use. */
  isAlive(known: KnownSession): Promise<boolean>;
  setLogLevel(known: KnownSession, level: string): Promise<void>;
  subscribe(known: KnownSession, uri: string): Promise<void>;
  unsubscribe(known: KnownSession, uri: string): Promise<void>;
  /** As it stands now, by whatever process. */
  isSubscribed(known: KnownSession, uri: string): Promise<boolean>;
  readonly live: number;
  /** Ends streams that no request waits on, so that clients go to another process. */
  drain(): void;
  close(): void;
}

export interface SessionOwner {
  readonly caller: ToolCaller;
  readonly toolset: string;
  readonly offer: Offer;
}

/** The protocol's answer to the handshake; the id where it has accepted it. */
export type Begun =
  { readonly id: string; readonly message: Message } | { readonly id: undefined; readonly message: Message };

export interface KnownSession {
  readonly session: Session;
  readonly clientCapabilities: Values;
  row: SessionRow;
}

interface Live extends KnownSession {
  trustedUntil: number;
  usedAt: number;
}

export interface SessionsDeps {
  readonly db: Db;
  readonly hints: Hints;
  readonly heartbeat: Heartbeat;
  readonly monotonic: () => number;
  readonly answer: AnswerMethod;
  readonly explain: (error: unknown, context: unknown) => Failure;
}

/** A session that was ended elsewhere: refused here within this time. */
const trustMs = 1_000;
const mostOfOne = 500;
const mostLive = 5_000;
/** Of what is kept of a client, in characters. */
const mostAbout = 32_000;
const idleMs = 10 * 60_000;
const restored = 'hub:restored';
const idShape = /^[A-Za-z0-9_-]{43}$/;

const isOf = (row: SessionRow, { caller, toolset }: SessionOwner): boolean =>
  row.principal === principalOf(caller) && row.spaceId === caller.spaceId && row.toolset === toolset;

export const openSessions = (deps: SessionsDeps): Sessions => {
  const { db, hints, heartbeat, monotonic } = deps;
  const live = new Map<string, Live>();
  const asking = new Map<string, Promise<Live>>();

  const open = (offer: Offer, protocol: () => string): Promise<Session> => {
    const plan: Omit<ServerPlan, 'send'> = {
      about: aboutOf(offer),
      instructions: offer.instructions,
      capabilities: capabilitiesOf(offer),
      unsaid: unsaidOf(offer),
      answer: deps.answer,
      explain: (error, asked) => deps.explain(error, asked.context),
    };
    return openSession({ plan, protocol, heartbeat, monotonic });
  };

  const keep = (row: SessionRow, session: Session): Live => {
    const now = monotonic();
    const one = {
      ...{ row, session, trustedUntil: now + trustMs, usedAt: now },
      clientCapabilities: JSON.parse(row.clientCapabilities) as Values,
    };
    live.set(row.idHash, one);
    heartbeat.add(tidying);
    if (live.size > mostLive) {
      const idle = [...live].find(([idHash, { session: other }]) => idHash !== row.idHash && !other.busy);
      if (idle !== undefined) drop(idle[0]);
    }
    return one;
  };

  const drop = (idHash: string): void => {
    live.get(idHash)?.session.close();
    live.delete(idHash);
  };

  const restore = async (row: SessionRow, offer: Offer): Promise<Live> => {
    const session = await open(offer, () => row.protocol);
    await session.settle({
      ...{ jsonrpc: '2.0', id: restored, method: 'initialize' },
      params: {
        protocolVersion: row.protocol,
        capabilities: JSON.parse(row.clientCapabilities) as unknown,
        clientInfo: JSON.parse(row.clientInfo) as unknown,
      },
    });
    if (row.logLevel !== null && offer.logging)
      await session.settle({
        ...{ jsonrpc: '2.0', id: restored, method: 'logging/setLevel' },
        params: { level: row.logLevel },
      });
    return keep(row, session);
  };

  /** Looks at the row, and makes the session anew where this process has not got it. Whose it is comes before all else. */
  const look = async (idHash: string, owner: SessionOwner): Promise<Live> => {
    const { spaceId } = owner.caller;
    const askedAt = monotonic();
    const row = await db.readInSpace(spaceId, (tx) => findSession(tx, spaceId, idHash));
    if (row === undefined || !isOf(row, owner)) {
      if (row === undefined) drop(idHash);
      throw sessionNotFound();
    }
    if (row.stale) await db.inSpace(spaceId, (tx) => renewSession(tx, spaceId, idHash));
    const known = live.get(idHash);
    if (known === undefined) return restore(row, owner.offer);
    known.row = row;
    known.trustedUntil = askedAt + trustMs;
    return known;
  };

  /** Requests that come at once ask the database once. */
  const once = (idHash: string, owner: SessionOwner): Promise<Live> => {
    const name = `${idHash} ${principalOf(owner.caller)} ${owner.toolset}`;
    const under = asking.get(name);
    if (under !== undefined) return under;
    const question = look(idHash, owner).finally(() => asking.delete(name));
    asking.set(name, question);
    return question;
  };

  const inbox = openInbox({
    ...{ db, hints },
    awaited: () =>
      [...live].flatMap(([idHash, { session }]) => session.awaited().map((id) => ({ idHash, id }))),
    deliver: (idHash, message) => live.get(idHash)?.session.deliver(message),
  });

  const ends = openSessionEnds({
    ...{ db, hints },
    inUse: () =>
      [...live]
        .filter(([, { session, trustedUntil }]) => session.busy || trustedUntil > monotonic())
        .map(([idHash]) => idHash),
    end: drop,
  });

  const tidying = {
    beat: (now: number): void => {
      // A hint may be lost.
      inbox.look();
      ends.look();
      for (const [idHash, { session, usedAt }] of live) {
        session.tidy(now);
        if (!session.busy && now - usedAt > idleMs) drop(idHash);
      }
      if (live.size === 0) heartbeat.delete(tidying);
    },
  };

  const find = async (owner: SessionOwner, id: string): Promise<Live> => {
    if (!idShape.test(id)) throw sessionNotFound();
    const idHash = hash('sha256', id, 'base64url');
    const known = live.get(idHash);
    if (known !== undefined && !isOf(known.row, owner)) throw sessionNotFound();
    const trusted = known !== undefined && known.trustedUntil > monotonic();
    const found = trusted ? known : await once(idHash, owner);
    found.usedAt = monotonic();
    return found;
  };

  return {
    begin: async ({ caller, toolset, offer }, handshake) => {
      const { capabilities, clientInfo } = handshake.params ?? {};
      const about = {
        clientCapabilities: JSON.stringify(capabilities ?? {}),
        clientInfo: JSON.stringify(clientInfo ?? {}),
      };
      if (about.clientCapabilities.length + about.clientInfo.length > mostAbout)
        throw new HubError('input_invalid', 'The client says too much about itself.');
      let protocol = '';
      const session = await open(offer, () => protocol);
      const message = await session.settle(handshake);
      if (message.result === undefined) {
        session.close();
        return { id: undefined, message };
      }
      protocol = String(message.result['protocolVersion']);
      const id = randomBytes(32).toString('base64url');
      const row: SessionRow = {
        idHash: hash('sha256', id, 'base64url'),
        ...{ spaceId: caller.spaceId, toolset, principal: principalOf(caller), protocol },
        ...about,
        ...{ logLevel: null, subscriptions: [] },
      };
      const gone = await db.inSpace(caller.spaceId, (tx) =>
        insertSession(tx, { ...row, caller: callerId(caller.caller) }, mostOfOne),
      );
      for (const idHash of gone) drop(idHash);
      if (gone.length > 0) ends.tell();
      keep(row, session);
      return { id, message };
    },
    find,
    end: async (owner, id) => {
      const { row } = await find(owner, id);
      await db.inSpace(row.spaceId, (tx) => deleteSession(tx, row.spaceId, row.idHash));
      drop(row.idHash);
      ends.tell();
    },
    forward: async ({ row, session }, messages) => {
      for (const { about, message } of session.strangers(messages)) await inbox.leave(row, about, message);
    },
    isAlive: async ({ row: { spaceId, idHash } }) => {
      const row = await db.readInSpace(spaceId, (tx) => findSession(tx, spaceId, idHash));
      if (row?.stale === true) await db.inSpace(spaceId, (tx) => renewSession(tx, spaceId, idHash));
      return row !== undefined;
    },
    setLogLevel: ({ row }, level) => db.inSpace(row.spaceId, (tx) => setLogLevel(tx, row, level)),
    subscribe: async ({ row }, uri) => {
      if (!(await db.inSpace(row.spaceId, (tx) => addSubscription(tx, row, uri))))
        throw new HubError('overloaded', 'This session has too many subscriptions. End some of them.');
    },
    unsubscribe: ({ row }, uri) => db.inSpace(row.spaceId, (tx) => removeSubscription(tx, row, uri)),
    isSubscribed: async ({ row }, uri) => {
      const now = await db.readInSpace(row.spaceId, (tx) => findSession(tx, row.spaceId, row.idHash));
      return now?.subscriptions.includes(uri) ?? false;
    },
    get live() {
      return live.size;
    },
    drain: () => {
      for (const { session } of live.values()) session.detach();
    },
    close: () => {
      inbox.close();
      ends.close();
      heartbeat.delete(tidying);
      for (const idHash of [...live.keys()]) drop(idHash);
    },
  };
};
