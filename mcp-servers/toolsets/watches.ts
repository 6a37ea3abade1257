import type { Hints, Log } from '../../core/ports.ts';
import type { Change } from '../serve/offer.ts';
import { textHash } from './reach.ts';

export interface WatchDeps {
  readonly hints: Hints;
  readonly log: Log;
  readonly topics: readonly string[];
  look(spaceId: string, toolset: string): Promise<Sight>;
}

/** What is listed. The same object stands for the same list; another one may have the same text all the same. */
export interface Sight {
  readonly of: object;
  text(): Promise<string>;
}

interface Watched {
  readonly spaceId: string;
  readonly toolset: string;
  readonly listeners: Set<(change: Change) => void>;
  /** Undefined before the first look. */
  seen: { readonly of: object; readonly hash: string } | undefined;
}

/** For hints that were lost. */
const pollMs = 5_000;

/** Tells those who watch a toolset when other tools are listed: after a hint, and now and then. Who does not watch costs nothing. */
export const openWatches = ({ hints, log, topics, look }: WatchDeps) => {
  const watched = new Map<string, Watched>();
  let looking: Promise<void> | undefined;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  const lookAt = async (one: Watched): Promise<void> => {
    try {
      const { of, text } = await look(one.spaceId, one.toolset);
      const before = one.seen;
      if (before?.of === of) return;
      one.seen = { of, hash: textHash(await text()) };
      if (before !== undefined && before.hash !== one.seen.hash)
        for (const heard of one.listeners) heard('tools');
    } catch (error) {
      log.warn('a toolset that is watched could not be looked at', { toolset: one.toolset, error });
    }
  };

  const round = async (): Promise<void> => {
    do {
      again = false;
      for (const one of watched.values()) await lookAt(one);
    } while (again);
  };

  const ring = (): void => {
    if (watched.size === 0) return;
    again = true;
    looking ??= round().finally(() => {
      looking = undefined;
    });
  };

  const stops = topics.map((topic) => hints.on(topic, ring));
  return {
    watch: (spaceId: string, toolset: string, heard: (change: Change) => void): (() => void) => {
      const key = `${spaceId} ${toolset}`;
      const one = watched.get(key) ?? { spaceId, toolset, listeners: new Set(), seen: undefined };
      const own = (change: Change): void => heard(change);
      one.listeners.add(own);
      watched.set(key, one);
      if (one.seen === undefined) ring();
      timer ??= setInterval(ring, pollMs).unref();
      return () => {
        one.listeners.delete(own);
        if (one.listeners.size > 0 || watched.get(key) !== one) return;
        watched.delete(key);
        if (watched.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
      };
    },
    close: (): void => {
      for (const stop of stops) stop();
      clearInterval(timer);
      watched.clear();
    },
  };
};
