import type { HubError } from '../../core/errors.ts';
import type { Callables, Clock, Log, RateLimiter, ToolCaller } from '../../core/ports.ts';
import type { Exchange, Outcome, ToolCall, Values } from '../serve/offer.ts';
import type { LiveTool } from './live-tool.ts';

export interface CallDeps {
  readonly callables: Callables;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly log: Log;
}

export interface CalledTool {
  readonly toolset: string;
  readonly tool: LiveTool;
  readonly caller: ToolCaller;
  readonly call: ToolCall;
  readonly exchange: Exchange;
}

/** How a call ended, for the model and for the log. */
export interface Ended {
  readonly outcome: Outcome;
  readonly as: 'done' | 'failed' | 'refused';
  readonly code: string | null;
  /** What was asked of the operation; undefined where it did not come to that. */
  readonly input: Values | undefined;
  /** Where only the one who called can help: it is told in the words of the protocol. */
  readonly raised?: HubError;
}

export type ReadyTool = Extract<LiveTool, { state: 'ready' }>;
