import { isHubError } from '../../../core/errors.ts';
import { taskFault } from '../../engine/fault.ts';
import type { FunctionCall, Subscription } from '../function-call.ts';
import { readJson } from '../http/content.ts';
import type { InboundMessage } from './message.ts';

const longestMs = 15 * 60_000;
const mostMessages = 10_000;
/** As JSON: what a task may give. */
const mostLetters = 10 * 1024 * 1024;

/**
 * The messages of a subscription, until it has enough of them or its time is over. `open` gives them as they come, and
 * ends with its signal.
 */
export const consume = async (
  call: FunctionCall,
  rules: Subscription,
  open: (call: FunctionCall) => AsyncIterable<InboundMessage>,
): Promise<readonly InboundMessage[]> => {
  const taken: InboundMessage[] = [];
  let letters = 0;
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), Math.min(rules.forMs ?? longestMs, longestMs));
  try {
    const limited = { ...call, signal: AbortSignal.any([call.signal, over.signal]) };
    for await (const message of open(limited)) {
      if (rules.filter?.(message) === false) continue;
      if (rules.while?.(message) === false) break;
      if (taken.length === mostMessages)
        throw taskFault(
          'runtime',
          `The subscription brought more than ${mostMessages} messages. End it sooner.`,
        );
      letters += JSON.stringify(message).length;
      if (letters > mostLetters)
        throw taskFault(
          'runtime',
          `The subscription brought more than ${mostLetters / 1024 / 1024} MB of messages. End it sooner.`,
        );
      taken.push(message);
      if (rules.until?.(message) === true || taken.length === rules.amount) break;
    }
  } catch (error) {
    // Its time is over: that is how it ends.
    if (!isHubError(error, 'cancelled') || call.signal.aborted || !over.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  return taken;
};

export const subscriptionOf = ({ subscription }: FunctionCall): Subscription => {
  if (subscription !== undefined) return subscription;
  throw taskFault('configuration', 'The call names neither a message to send nor a subscription.');
};

/** JSON where it is JSON, else the text. */
export const payloadOf = (text: string): unknown => {
  const content = readJson(text);
  return content.kind === 'value' ? content.value : text;
};
