import type { Log } from '../../core/ports.ts';
import { delayAfter } from '../../platform/backoff.ts';
import type { UpstreamClient } from '../sdk/client.ts';
import type { SessionWish, UpstreamSessions } from './sessions.ts';

/** What is wanted of a server as it happens: changes of its lists, and of single resources. */
export interface Wanted {
  readonly lists: boolean;
  readonly uris: ReadonlySet<string>;
}

export interface ServerLine {
  want(wanted: Wanted): Promise<void>;
  close(): void;
}

const timeoutMs = 15_000;

/**
 * A session that is held open for what the server tells by itself. It is taken up again when it breaks off, ever more
 * slowly, with all that was wanted of it.
 */
export const openLine = (
  deps: { readonly sessions: UpstreamSessions; readonly log: Log; readonly again: () => void },
  wish: SessionWish,
): ServerLine => {
  let wanted: Wanted = { lists: false, uris: new Set() };
  let held: { readonly client: UpstreamClient; release(): void } | undefined;
  let told = new Set<string>();
  let stopListening: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let closed = false;
  // One after the other: what is wanted may change while the server is still being told.
  let queue: Promise<unknown> = Promise.resolve();

  const lost = (): void => {
    held?.release();
    held = undefined;
    told = new Set();
    stopListening = undefined;
    if (closed || timer !== undefined) return;
    failures++;
    timer = setTimeout(
      () => {
        timer = undefined;
        void enqueue().then(deps.again, () => undefined);
      },
      delayAfter(failures, { firstMs: 250, maxMs: 60_000 }, Math.random()),
    );
    timer.unref();
  };

  const bring = async (): Promise<void> => {
    if (closed || (!wanted.lists && wanted.uris.size === 0)) return;
    try {
      held ??= await deps.sessions.hold(wish, lost);
      await (held.client.prior.era === 'modern' ? listen(held.client) : subscribe(held.client));
      failures = 0;
    } catch (error) {
      deps.log.info('an MCP server cannot be listened to; tried again later', { server: wish.server, error });
      lost();
      throw error;
    }
  };

  const subscribe = async (client: UpstreamClient): Promise<void> => {
    const ask = (method: string, uri: string) =>
      client.request(
        method,
        { uri },
        { signal: AbortSignal.timeout(timeoutMs), timeoutMs, longestMs: timeoutMs },
      );
    for (const uri of wanted.uris) {
      if (told.has(uri)) continue;
      await ask('resources/subscribe', uri);
      told.add(uri);
    }
    for (const uri of told) {
      if (wanted.uris.has(uri)) continue;
      told.delete(uri);
      await ask('resources/unsubscribe', uri);
    }
  };

  const listen = async (client: UpstreamClient): Promise<void> => {
    stopListening?.();
    const listening = await client.listen({
      ...(wanted.lists
        ? { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true }
        : {}),
      ...(wanted.uris.size > 0 ? { resourceSubscriptions: [...wanted.uris] } : {}),
    });
    let mine = false;
    stopListening = () => {
      mine = true;
      void listening.close();
    };
    void listening.over.then((ours) => {
      if (!mine && !ours) lost();
    });
  };

  const enqueue = (): Promise<void> => {
    const mine = queue.then(bring);
    queue = mine.catch(() => undefined);
    return mine;
  };

  return {
    want: (next) => {
      wanted = next;
      return enqueue();
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      stopListening?.();
      held?.release();
      held = undefined;
    },
  };
};
