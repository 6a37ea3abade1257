import { HubError } from '../../core/errors.ts';
import type { Question, Values } from './offer.ts';

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a client must have declared to be asked this; undefined when it has. */
const missingFor = (question: Question, capabilities: Values): Values | undefined => {
  if (question.method === 'roots/list') return isObject(capabilities['roots']) ? undefined : { roots: {} };
  if (question.method === 'sampling/createMessage') {
    const { sampling } = capabilities as { readonly sampling?: unknown };
    const withTools = question.params['tools'] !== undefined || question.params['toolChoice'] !== undefined;
    if (!isObject(sampling)) return { sampling: withTools ? { tools: {} } : {} };
    return withTools && !isObject(sampling['tools']) ? { sampling: { tools: {} } } : undefined;
  }
  const { elicitation } = capabilities as { readonly elicitation?: unknown };
  const mode = question.params['mode'] === 'url' ? 'url' : 'form';
  if (!isObject(elicitation)) return { elicitation: mode === 'url' ? { url: {} } : {} };
  if (isObject(elicitation[mode])) return undefined;
  // Before there were modes, an empty object meant forms.
  return mode === 'form' && Object.keys(elicitation).length === 0
    ? undefined
    : { elicitation: { [mode]: {} } };
};

export const requireAnswerable = (question: Question, capabilities: Values): void => {
  const requiredCapabilities = missingFor(question, capabilities);
  if (requiredCapabilities === undefined) return;
  throw new HubError(
    'client_incapable',
    `This needs a client that answers "${question.method}", which this one does not say that it does.`,
    { details: { requiredCapabilities } },
  );
};

/** Whether it has the form of an answer to the question; what it says is the tool's to judge. */
export const isAnswerTo = (question: Question, answer: unknown): answer is Values => {
  if (!isObject(answer)) return false;
  if (question.method === 'roots/list') return Array.isArray(answer['roots']);
  if (question.method === 'sampling/createMessage')
    return typeof answer['role'] === 'string' && answer['content'] !== undefined;
  return ['accept', 'decline', 'cancel'].includes(answer['action'] as string);
};
