import type { Outcome } from '../forward/destination.ts';

/**
 * What a try says of the address: nothing where the client was the one who went, where only this request was not understood, or
 * where a connection had ended that nobody used.
 */
export type Verdict = 'good' | 'bad' | 'none';

export const verdictOf = ({ status, failure }: Outcome): Verdict => {
  if (failure !== null) return failure === 'gone' || failure === 'closed' ? 'none' : 'bad';
  if (status === null || status === 501) return 'none';
  return status >= 500 ? 'bad' : 'good';
};
