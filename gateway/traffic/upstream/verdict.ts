import type { Outcome } from '../forward/destination.ts';

/** What a try says of the address: nothing where the client was the one who went, or where only this request was not understood. */
export type Verdict = 'good' | 'bad' | 'none';

export const verdictOf = ({ status, failure }: Outcome): Verdict => {
  if (failure !== null) return failure === 'gone' ? 'none' : 'bad';
  if (status === null || status === 501) return 'none';
  return status >= 500 ? 'bad' : 'good';
};
