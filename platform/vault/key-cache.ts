import type { Clock } from '../../core/ports.ts';
import type { DataKey } from './cipher.ts';

/**
 * Unwrapped keys, a bounded number for a bounded time. The time is how long another process may go on with a key
 * after a rotation, which does no harm, or after a shredding.
 */
export interface KeyCache {
  get(name: string): DataKey | undefined;
  put(name: string, key: DataKey): void;
  forget(holder: string): void;
}

export interface KeyCacheOptions {
  readonly clock: Clock;
  readonly size: number;
  readonly keepMs: number;
}

/** Names begin with the holder and a space. */
export const openKeyCache = ({ clock, size, keepMs }: KeyCacheOptions): KeyCache => {
  const entries = new Map<string, { readonly key: DataKey; readonly until: number }>();
  return {
    get: (name) => {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      if (entry.until > clock.monotonic()) return entry.key;
      entries.delete(name);
      return undefined;
    },
    put: (name, key) => {
      entries.delete(name);
      entries.set(name, { key, until: clock.monotonic() + keepMs });
      const oldest = entries.keys().next();
      if (entries.size > size && oldest.done !== true) entries.delete(oldest.value);
    },
    forget: (holder) => {
      for (const name of entries.keys()) if (name.startsWith(`${holder} `)) entries.delete(name);
    },
  };
};
