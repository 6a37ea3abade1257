import { AsyncLocalStorage } from 'node:async_hooks';
import { HubError, isHubError } from '../../core/errors.ts';
import type { Exchange } from '../serve/offer.ts';

/** A call under way: what it may do meanwhile, and when nobody waits for it any more. */
export interface CallScope {
  readonly exchange: Exchange | undefined;
  readonly over: AbortSignal;
  readonly line: CallLine;
}

/** Whether there is still a stream on which the answer to a call may come. */
export interface CallLine {
  begun(): void;
  /** `resumable`: the client takes it up again where it broke off. */
  ended(resumable: boolean, cause?: unknown): void;
  close(): void;
}

/** What has been read is still on its way to whoever waits for it. */
const graceMs = 500;
const resumeMs = 15_000;

/** The client waits for its answer also when the stream it was to come on is gone: this one says so. */
export const openCallLine = (broken: (error: HubError) => void): CallLine => {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  return {
    begun: () => clearTimeout(timer),
    ended: (resumable, cause) => {
      clearTimeout(timer);
      if (closed) return;
      timer = setTimeout(
        () =>
          broken(
            isHubError(cause, 'egress_too_large')
              ? cause
              : new HubError(
                  'upstream_unavailable',
                  'The MCP server ended its answer before it was complete.',
                  {
                    details: { closed: true },
                    cause,
                  },
                ),
          ),
        resumable ? resumeMs : graceMs,
      );
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
};

/**
 * Which call a message of the server belongs to. A session carries many at once, and a question comes with no name of
 * the call that it is about: but it is read in the course of the request that the call has sent, and this remembers it.
 */
export type CallScopes = AsyncLocalStorage<CallScope>;

export const openCallScopes = (): CallScopes => new AsyncLocalStorage<CallScope>();
