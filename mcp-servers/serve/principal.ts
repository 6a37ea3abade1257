import { hash } from 'node:crypto';
import { callerId } from '../../core/caller.ts';
import type { ToolCaller } from '../../core/ports.ts';

const known = new WeakMap<ToolCaller, string>();

/**
 * Who somebody is for what they leave behind here: sessions, waiting calls. The facts belong to it, since two conversations
 * of one agent have the same key and must not meet.
 */
export const principalOf = (caller: ToolCaller): string => {
  const before = known.get(caller);
  if (before !== undefined) return before;
  const facts = Object.entries(caller.facts).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const principal = hash(
    'sha256',
    JSON.stringify([caller.spaceId, callerId(caller.caller), facts, caller.toolsets ?? null]),
    'base64url',
  );
  known.set(caller, principal);
  return principal;
};
