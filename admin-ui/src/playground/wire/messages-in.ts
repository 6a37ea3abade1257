import { isRecord } from '../../schema-form/settle.ts';
import type { Fields } from './wire.ts';

/** Messages in a piece of JSON; none, where it is something else. */
export const messagesIn = (text: string): readonly Fields[] => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isRecord) : isRecord(value) ? [value] : [];
  } catch {
    return [];
  }
};

/** Takes a stream of server-sent events piece by piece, and gives back the messages that are whole by then. */
export const readEvents = (): ((piece: string) => readonly Fields[]) => {
  let rest = '';
  return (piece) => {
    // A carriage return at the end may be half of a line end.
    const text = (rest + piece).replace(/\r\n/g, '\n');
    const end = text.lastIndexOf('\n\n');
    rest = text.slice(end < 0 ? 0 : end + 2);
    if (end < 0) return [];
    return text.slice(0, end).split('\n\n').flatMap(messagesOf);
  };
};

const messagesOf = (event: string): readonly Fields[] => {
  const data = event
    .split('\n')
    .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).replace(/^ /, '')] : []))
    .join('\n');
  return data === '' ? [] : messagesIn(data);
};
