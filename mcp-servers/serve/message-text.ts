import { without } from '../../core/without.ts';
import type { Message } from '../sdk/server.ts';

const texts = new WeakMap<object, string>();
/** Shorter ones are written as fast as they are looked up. */
const worthKeeping = 20;

/** Whoever made a list may have its text already. */
export const keepListText = (items: readonly object[], text: string): void => void texts.set(items, text);

/** A long list of tools is the same object each time: its text is made once. */
export const messageText = (message: Message): string => {
  const { result } = message;
  const tools = result?.['tools'];
  if (!Array.isArray(tools) || tools.length < worthKeeping) return JSON.stringify(message);
  let text = texts.get(tools);
  if (text === undefined) texts.set(tools, (text = JSON.stringify(tools)));
  const others = JSON.stringify(without(result ?? {}, ['tools'])).slice(1, -1);
  return `{"jsonrpc":"2.0","id":${JSON.stringify(message.id)},"result":{"tools":${text}${others === '' ? '' : `,${others}`}}}`;
};
