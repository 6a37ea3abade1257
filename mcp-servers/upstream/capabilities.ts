import type { Exchange, Values } from '../serve/offer.ts';

/** What of a caller's abilities a server may rely on: questions that the hub can hand on, and nothing else. */
export const askable = (exchange: Exchange | undefined): Values => {
  if (exchange === undefined) return {};
  const { elicitation, sampling, roots } = exchange.clientCapabilities;
  return {
    ...(elicitation === undefined ? {} : { elicitation }),
    ...(sampling === undefined ? {} : { sampling }),
    // That they change is told by nobody here.
    ...(roots === undefined ? {} : { roots: {} }),
  };
};
