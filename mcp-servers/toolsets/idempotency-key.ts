import { createHash } from 'node:crypto';
import { callerId } from '../../core/caller.ts';
import { HubError } from '../../core/errors.ts';
import type { CalledTool } from './called-tool.ts';

/** Where a client says that a call is the same as one before: in `_meta` of the request. */
const idempotencyMeta = 'app-connect/idempotencyKey';

const wellFormed = /^[\x21-\x7e]{1,200}$/;

/** Bound to the caller and the tool: a key of somebody else, or for something else, is another key. */
export const idempotencyKeyOf = ({ toolset, tool, caller, call }: CalledTool): string | undefined => {
  const given = call.meta[idempotencyMeta];
  if (given === undefined) return undefined;
  if (typeof given !== 'string' || !wellFormed.test(given))
    throw new HubError(
      'input_invalid',
      `Nothing was done: "${idempotencyMeta}" must be 1 to 200 visible ASCII characters; a UUID is a good one.`,
    );
  const parts = [
    toolset,
    tool.spec.name,
    callerId(caller.caller),
    caller.facts['interactionId'] ?? '',
    given,
  ];
  return createHash('sha256').update(JSON.stringify(parts), 'utf8').digest('base64url');
};
