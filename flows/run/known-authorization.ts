import type { Program } from '../engine/program.ts';
import type { CallResult } from './outside.ts';

/**
 * `$authorization` of a call, as far as an expression of its task reads it: then it stands in the journal, its parameter as a
 * mark that the vault can undo, so that a run that is taken up again still knows it. Else nobody keeps it.
 */
export const knownAuthorization = (
  { authorization: reads }: Pick<Program, 'authorization'>,
  place: string,
  { authorization, sensitive }: CallResult,
): Pick<CallResult, 'authorization' | 'sensitive'> => {
  const known = authorization !== undefined && reads.some((path) => path.startsWith(`${place}/`));
  if (!known) return sensitive === undefined ? {} : { sensitive };
  const { parameter } = authorization as { readonly parameter?: unknown };
  return { authorization, sensitive: [...(sensitive ?? []), parameter] };
};
