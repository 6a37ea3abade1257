import type { Limit, LimitVerdict, RateLimiter } from '../../core/ports.ts';

/** Takes `want` permits of a window that all processes share; answers how many it got. */
export interface SharedCounter {
  take(
    counter: string,
    want: number,
    limit: Limit,
  ): Promise<{
    readonly granted: number;
    readonly windowEndsInMs: number;
    /** Of the window, for everybody, after what was granted now. */
    readonly left?: number;
  }>;
}

interface Share {
  permits: number;
  /** What was left for everybody when the permits were given out. */
  left: number;
  /** Monotonic instant at which the window that the permits belong to ends. */
  endsAt: number;
  /** What is held is all there is before that instant. */
  last: boolean;
  asking: Promise<void> | undefined;
}

/** A process asks for permits in portions, so that most requests cost no round trip; never more than the limit is given out. */
const portion = (limit: Limit): number => Math.max(1, Math.floor(limit.max / 50));
const rememberAtMost = 50_000;

export const openRateLimiter = (deps: {
  readonly counter: SharedCounter;
  readonly monotonic: () => number;
  /** The shared counter does not answer: `refuse` for sign-in, `local` for the API (each process counts alone). */
  readonly whenDown: (error: unknown) => void;
}): RateLimiter => {
  const shares = new Map<string, Share>();

  const shareOf = (key: string): Share => {
    const known = shares.get(key);
    if (known !== undefined) return known;
    if (shares.size >= rememberAtMost) forgetEnded();
    const share: Share = { permits: 0, left: 0, endsAt: 0, last: false, asking: undefined };
    shares.set(key, share);
    return share;
  };

  const forgetEnded = (): void => {
    const now = deps.monotonic();
    for (const [key, share] of shares)
      if (share.endsAt <= now && share.asking === undefined) shares.delete(key);
    // Everything is in use: the oldest lose their portion, which errs on the side of refusing.
    for (const key of shares.keys()) {
      if (shares.size < rememberAtMost) break;
      shares.delete(key);
    }
  };

  const ask = async (key: string, share: Share, limit: Limit): Promise<void> => {
    try {
      const {
        granted,
        windowEndsInMs,
        left = 0,
      } = await deps.counter.take(`${key}|${limit.windowMs}`, portion(limit), limit);
      share.permits = granted;
      share.left = left;
      share.last = granted === 0;
      share.endsAt = deps.monotonic() + windowEndsInMs;
    } catch (error) {
      deps.whenDown(error);
      share.permits = limit.max;
      share.left = 0;
      share.last = true;
      share.endsAt = deps.monotonic() + limit.windowMs;
    }
  };

  const verdict = (share: Share, limit: Limit, allowed: boolean): LimitVerdict => ({
    allowed,
    limit: limit.max,
    remaining: share.permits + share.left,
    resetMs: Math.max(0, Math.ceil(share.endsAt - deps.monotonic())),
  });

  return {
    take: async (key, limit) => {
      const share = shareOf(key);
      for (;;) {
        const live = deps.monotonic() < share.endsAt;
        if (live && share.permits > 0) {
          share.permits -= 1;
          return verdict(share, limit, true);
        }
        if (live && share.last) return verdict(share, limit, false);
        share.asking ??= ask(key, share, limit).finally(() => {
          share.asking = undefined;
        });
        await share.asking;
      }
    },
  };
};
