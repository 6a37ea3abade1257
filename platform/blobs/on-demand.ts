import type { Blobs } from '../../core/ports.ts';

/**
 * Blobs that are opened when the first one is asked for: a store that is away keeps nobody from starting, and one
 * that nobody uses is not loaded. An opening that failed is tried again at the next call.
 */
export const openOnDemand = (open: () => Promise<Blobs>): Blobs => {
  let opened: Promise<Blobs> | undefined;
  const store = (): Promise<Blobs> => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    put: async (key, body, contentType) => (await store()).put(key, body, contentType),
    get: async (key) => (await store()).get(key),
    delete: async (key) => (await store()).delete(key),
    list: async (prefix, page) => (await store()).list(prefix, page),
  };
};
