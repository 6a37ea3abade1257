import type { Exchange, Values } from '../serve/offer.ts';
import type { UpstreamRequest } from './call-tool.ts';

/** A request to the server, as the caller. */
export type Ask = (
  method: string,
  params: Values,
  rest: Pick<UpstreamRequest, 'signal'> & Partial<UpstreamRequest>,
) => Promise<Values>;

/** What is asked in a call may be answered by the one who made it; what the server still wants to know is passed on. */
export const within = (
  exchange: Exchange,
): Pick<UpstreamRequest, 'signal' | 'exchange' | 'inputRequired'> => ({
  signal: exchange.signal,
  exchange,
  inputRequired: true,
});

/** Of a retry: the answers, and what the server gave along with its questions. */
export const again = ({ answers, state }: Exchange): Values => ({
  ...(answers === undefined ? {} : { inputResponses: answers }),
  ...(state === undefined ? {} : { requestState: state }),
});
