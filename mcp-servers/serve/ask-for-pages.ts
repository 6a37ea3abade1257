import { HubError } from '../../core/errors.ts';
import { pagesIn } from '../upstream/failure.ts';
import { requireAnswerable } from './can-answer.ts';
import type { Exchange, Outcome, Question } from './offer.ts';

const prefix = 'hub_open_page_';

/**
 * A server of the older era may refuse until the person has opened a page. The stateless era has no such refusal: there
 * it is a question like any other, and the call is made again when somebody has agreed.
 */
export const askForPages = async (
  exchange: Exchange,
  run: (exchange: Exchange) => Promise<Outcome>,
): Promise<Outcome> => {
  const answers = Object.entries(exchange.answers ?? {}).filter(([key]) => key.startsWith(prefix));
  // Asked without it, the server might do what somebody has just said no to.
  if (answers.some(([, { action }]) => action !== 'accept'))
    throw new HubError(
      'upstream_failed',
      'The MCP server wants a page to be opened before it does this, and that was declined.',
    );
  try {
    return await run(exchange);
  } catch (error) {
    const pages = pagesIn(error);
    if (pages === undefined) throw error;
    const questions = pages.map((params): Question => ({ method: 'elicitation/create', params }));
    for (const question of questions) requireAnswerable(question, exchange.clientCapabilities);
    const requests = Object.fromEntries(questions.map((question, at) => [`${prefix}${at + 1}`, question]));
    return { kind: 'inputRequired', requests, state: undefined };
  }
};
