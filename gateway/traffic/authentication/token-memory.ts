import { hash, randomBytes } from 'node:crypto';
import { HubError } from '../../../core/errors.ts';
import { keepNewest } from '../../../core/keep-newest.ts';
import type { Clock } from '../../../core/ports.ts';
import type { Consumer } from '../exchange.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** What a token says, once it was verified. */
export interface ReadToken {
  readonly claims: Claims;
  /** As a consumer of its own, where none of the space stands behind it. */
  readonly stranger: Consumer;
}

export interface Verdict {
  /** Null: it is worth nothing. */
  readonly token: ReadToken | null;
  /** How long that is true. */
  readonly forMs: number;
}

export type Verify = (token: string) => Promise<Verdict>;

/** `onlyKnown`: nothing is verified that was not good before. */
export type TokenCheck = (token: string, onlyKnown: boolean) => ReadToken | null | Promise<ReadToken | null>;

interface Kept {
  readonly token: ReadToken | null;
  readonly until: number;
}

const bounds = { good: 10_000, bad: 1_000, atOnce: 200 } as const;
const longest = 16_000;

/** What was verified a moment ago, by its hash: a signature is checked once for many requests. */
export const rememberTokens = (verify: Verify, clock: Pick<Clock, 'monotonic'>): TokenCheck => {
  const good = new Map<string, Kept>();
  /** Apart: no amount of bad ones pushes out a good one. */
  const bad = new Map<string, Kept>();
  const asking = new Map<string, Promise<ReadToken | null>>();
  const salt = randomBytes(32).toString('base64');

  const ask = async (name: string, text: string): Promise<ReadToken | null> => {
    const askedAt = clock.monotonic();
    const { token, forMs } = await verify(text);
    const [known, other] = token === null ? [bad, good] : [good, bad];
    // What was good is looked for first: a token that was revoked would be asked about again and again.
    other.delete(name);
    const most = token === null ? bounds.bad : bounds.good;
    keepNewest(known, { key: name, value: { token, until: askedAt + forMs }, most });
    return token;
  };

  return (text, onlyKnown) => {
    if (text.length > longest) return null;
    const name = hash('sha256', salt + text, 'base64');
    const before = good.get(name) ?? bad.get(name);
    if (before !== undefined && before.until > clock.monotonic()) return before.token;
    if (onlyKnown && !good.has(name)) return null;
    const under = asking.get(name);
    if (under !== undefined) return under;
    if (asking.size >= bounds.atOnce) throw busy();
    const answer = ask(name, text).finally(() => asking.delete(name));
    asking.set(name, answer);
    return answer;
  };
};

const busy = (): HubError =>
  new HubError('overloaded', 'Too many tokens are being verified. Try again in a moment.', { retryAfter: 1 });
