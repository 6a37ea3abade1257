import { hash, randomBytes } from 'node:crypto';
import { HubError, isHubError } from '../../../core/errors.ts';
import { keepNewest } from '../../../core/keep-newest.ts';
import type { Clock, Hints, Log, RateLimiter, Running, Vault } from '../../../core/ports.ts';
import type { Db } from '../../../platform/db/open.ts';
import type { Passwords } from '../../passwords/hash.ts';
import type { Consumer } from '../exchange.ts';
import type { ConsumerDirectory, ConsumerLookups, Signer } from './directory.ts';
import { openGuesses } from './guesses.ts';
import { openInUse } from './in-use.ts';
import { forgetAll, openKnownSpaces, usualBounds, type Bounds } from './known.ts';
import { openRevisionWatch } from './revision-watch.ts';
import { hashConsumerKey, keyShape, placeOfHmac } from './secret.ts';
import { findByIdentifier, findByKey, type Found, type ShownRow } from './store-shown.ts';

export interface DirectoryDeps {
  readonly db: Db;
  readonly vault: Pick<Vault, 'open'>;
  readonly hints: Hints;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: Log;
  /** Its own: people who sign in to the console must not wait for those who guess here. */
  readonly passwords: Pick<Passwords, 'verify'>;
  readonly limiter: RateLimiter;
  readonly bounds?: Bounds;
}

type Answer = Signer | null | Promise<Signer | null>;
type Find = () => Promise<{ readonly found: Found; readonly signer: Signer | null }>;

/** A credential in use is noted once in this time. */
const noteEveryMs = 60_000;
/** Lookups at once; more are refused, so that guessing cannot take the database away from all else. */
const mostLookups = 200;
const awayMs = 250;
const longestText = 1_024;
const noSecret = Buffer.alloc(0);

/** What was shown is remembered by its hash, until a consumer of the space changes. */
export const openConsumerDirectory = (deps: DirectoryDeps): ConsumerDirectory & Running => {
  const { db, clock, vault, passwords } = deps;
  const known = openKnownSpaces<Signer>(deps.bounds ?? usualBounds);
  const watch = openRevisionWatch({ ...deps, known });
  const inUse = openInUse(deps);
  const guesses = openGuesses(deps);
  /** What has opened something is looked up again for everybody: those who share an address with a guesser go on. */
  const opened = new Map<string, true>();
  const most = (deps.bounds ?? usualBounds).good;
  const asking = new Map<string, Promise<Signer | null>>();
  /** Which password has opened which stored hash: a change of another consumer costs no argon2. */
  const verified = new Map<string, true>();
  const salt = randomBytes(32).toString('base64');
  const digest = (text: string): string => hash('sha256', salt + text, 'base64');
  let awayUntil = Number.NEGATIVE_INFINITY;

  const recall = (spaceId: string, name: string): Signer | null | undefined => {
    const space = known.spaces.get(spaceId);
    if (space === undefined) return undefined;
    const now = clock.monotonic();
    space.usedAt = now;
    const entry = known.find(space, name);
    if (entry === undefined || entry.until <= now) return undefined;
    if (entry.value !== null && now - entry.notedAt >= noteEveryMs) {
      entry.notedAt = now;
      inUse.note(entry.value.consumer.credentialId);
    }
    return entry.value;
  };

  const lookUp = async (spaceId: string, name: string, find: Find): Promise<Signer | null> => {
    const space = known.of(spaceId);
    // Counted from before it is asked: nothing is good for longer than it says.
    const now = (space.usedAt = clock.monotonic());
    if (now < awayUntil) throw away();
    watch.begin();
    const { found, signer } = await find().catch((error: unknown) => {
      if (!isHubError(error, 'database_unavailable')) throw error;
      awayUntil = clock.monotonic() + awayMs;
      throw away(error);
    });
    if (found.revision > space.revision) forgetAll(space, found.revision);
    if (found.revision === space.revision) {
      const until = signer === null ? Number.POSITIVE_INFINITY : now + (found.row?.leftMs ?? Infinity);
      const bytes = bytesOf(name, signer === null ? null : found.row);
      known.keep(space, name, { value: signer, until, notedAt: now, bytes });
    }
    if (signer === null) opened.delete(`${spaceId} ${name}`);
    else {
      keepNewest(opened, { key: `${spaceId} ${name}`, value: true, most });
      inUse.note(signer.consumer.credentialId);
    }
    return signer;
  };

  /** Those who ask for the same at once share one lookup. */
  const ask = (spaceId: string, name: string, find: Find): Promise<Signer | null> => {
    const question = `${spaceId} ${name}`;
    const under = asking.get(question);
    if (under !== undefined) return under;
    if (asking.size >= mostLookups) return Promise.reject(busy());
    const answer = lookUp(spaceId, name, find).finally(() => asking.delete(question));
    asking.set(question, answer);
    return answer;
  };

  const opensWith = async (row: ShownRow | null, user: string, password: string): Promise<boolean> => {
    const stored = row?.passwordHash ?? null;
    const memo = digest(`${stored}\n${user}\n${password}`);
    if (stored !== null && verified.has(memo)) return true;
    if (!(await passwords.verify(password, stored))) return false;
    keepNewest(verified, { key: memo, value: true, most });
    return true;
  };

  const byIdentifier = (spaceId: string, kind: string, identifier: string): Promise<Found> =>
    db.readInSpace(spaceId, (tx) => findByIdentifier(tx, spaceId, { kind, identifier }));

  const through = (recalled: (spaceId: string, name: string, find: Find) => Answer): ConsumerLookups => ({
    byKey: (spaceId, key) =>
      keyShape.test(key)
        ? consumerOf(
            recalled(spaceId, `k${digest(key)}`, async () => {
              const secretHash = hashConsumerKey(key);
              return plain(await db.readInSpace(spaceId, (tx) => findByKey(tx, spaceId, secretHash)));
            }),
          )
        : null,

    byPassword: (spaceId, user, password) =>
      isText(user) && isText(password)
        ? consumerOf(
            recalled(spaceId, `p${digest(`${user.length}:${user}${password}`)}`, async () => {
              const found = await byIdentifier(spaceId, 'basic', user);
              const opens = await opensWith(found.row, user, password);
              return opens ? plain(found) : { found, signer: null };
            }),
          )
        : null,

    byHmacId: (spaceId, keyId) =>
      isText(keyId)
        ? recalled(spaceId, `h${keyId}`, async () => {
            const found = await byIdentifier(spaceId, 'hmac', keyId);
            const { row } = found;
            if (row === null || row.sealed === null) return { found, signer: null };
            const secret = await vault.open(placeOfHmac(spaceId, row.credentialId), row.sealed);
            return { found, signer: { consumer: consumerFrom(row), secret: Buffer.from(secret) } };
          })
        : null,

    bySubject: (spaceId, kind, subject) =>
      isText(subject)
        ? consumerOf(
            recalled(spaceId, `${kind === 'jwt' ? 'j' : 'c'}${subject}`, async () =>
              plain(await byIdentifier(spaceId, kind, subject)),
            ),
          )
        : null,
  });

  const lookUpUnless =
    (refused: (question: string) => boolean) =>
    (spaceId: string, name: string, find: Find): Answer => {
      const before = recall(spaceId, name);
      if (before !== undefined) return before;
      return refused(`${spaceId} ${name}`) ? null : ask(spaceId, name, find);
    };

  return {
    ...through(lookUpUnless(() => false)),
    remembered: through(lookUpUnless((question) => !opened.has(question))),
    shutFor: guesses.shutFor,
    wrong: guesses.wrong,
    stop: async () => {
      await watch.stop();
      await inUse.stop();
    },
  };
};

const consumerOf = (answer: Answer): Consumer | null | Promise<Consumer | null> =>
  answer instanceof Promise ? answer.then((signer) => signer?.consumer ?? null) : (answer?.consumer ?? null);

const plain = (found: Found): { found: Found; signer: Signer | null } => ({
  found,
  signer: found.row === null ? null : { consumer: consumerFrom(found.row), secret: noSecret },
});

const consumerFrom = (row: ShownRow): Consumer => ({
  ...{ id: row.consumerId, name: row.name, credentialId: row.credentialId },
  scopes: new Set(row.scopes),
  metadata: JSON.parse(row.metadata) as Record<string, unknown>,
});

/** About: an object is more than its text. */
const bytesOf = (name: string, row: ShownRow | null): number =>
  row === null ? 300 + name.length : 1_000 + name.length + 4 * row.metadata.length + 100 * row.scopes.length;

/** What the database can be asked for as it is: it would read what is no text as another one. */
const isText = (text: string): boolean =>
  text !== '' && text.length <= longestText && !text.includes('\0') && text.isWellFormed();

const away = (cause?: unknown): HubError =>
  new HubError('database_unavailable', 'Credentials cannot be looked up right now. Try again in a moment.', {
    cause,
    retryAfter: 1,
  });

const busy = (): HubError =>
  new HubError('overloaded', 'Too many unknown credentials are being looked up. Try again in a moment.', {
    retryAfter: 1,
  });
