import { isHubError, type ErrorCode, type HubError } from '../../core/errors.ts';
import type { FaultKind } from '../engine/fault.ts';
import type { Failure } from '../engine/messages.ts';

/** What the hub calls a failure, in the words that a flow can catch. */
export const failureOf = (thrown: unknown): Failure => {
  if (!isHubError(thrown)) {
    return { kind: 'runtime', detail: 'Something inside the hub failed; its log has the details.' };
  }
  if (thrown.code === 'flow_faulted') return ownFailure(thrown);
  const kind = kinds[thrown.code] ?? 'runtime';
  const { status, ...details } = thrown.details;
  return {
    kind,
    status: typeof status === 'number' ? status : thrown.status,
    detail: thrown.message,
    more: {
      code: thrown.code,
      retryable: thrown.retryable,
      ...(Object.keys(details).length > 0 && { response: details }),
      ...(thrown.problems.length > 0 && { problems: thrown.problems }),
      ...(thrown.retryAfter !== undefined && { retryAfter: thrown.retryAfter }),
    },
  };
};

const kinds: Readonly<Partial<Record<ErrorCode, FaultKind>>> = {
  upstream_failed: 'communication',
  upstream_unavailable: 'communication',
  egress_failed: 'communication',
  egress_too_large: 'communication',
  overloaded: 'communication',
  rate_limited: 'communication',
  egress_timeout: 'timeout',
  egress_refused: 'configuration',
  connection_not_ready: 'authentication',
  oauth_failed: 'authentication',
  oauth_refused: 'authentication',
  unauthenticated: 'authentication',
  forbidden: 'authorization',
  input_invalid: 'validation',
  not_found: 'configuration',
};

/** Thrown by code of flows themselves, which speak these words already. */
const ownFailure = ({ details, message }: HubError): Failure => {
  const { kind, status, title, ...more } = details;
  return {
    kind: kind as FaultKind,
    detail: message,
    ...(typeof status === 'number' && { status }),
    ...(typeof title === 'string' && { title }),
    ...(Object.keys(more).length > 0 && { more }),
  };
};
