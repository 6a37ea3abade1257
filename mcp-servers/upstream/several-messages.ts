import { HubError } from '../../core/errors.ts';

/**
 * Some servers write several messages as lines of one JSON body, where the protocol has a stream of events for that.
 * What they mean is plain, so that they are read as if they had sent such a stream.
 */

/** Lines that are each a message become one list of them; anything else stays as it is. */
export const asOneJson = (body: Buffer): Uint8Array => {
  if (!body.includes(lineBreak)) return body;
  const text = body.toString('utf8').trim();
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  // Most often it is one message, written so that people can read it.
  if (lines.length < 2 || isJson(text) || !lines.every(isJson)) return body;
  return Buffer.from(`[${lines.join(',')}]`);
};

/** Each line as an event, as it comes, for a body that has no end. One message over many lines is one event. */
export const asEvents = async function* (
  body: AsyncIterable<Buffer>,
  mostOfMessage: number,
): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  // Whether a line is a message is said by the first one: a body that is looked through again at each of its lines
  // would keep the process from everything else.
  let inLines: boolean | undefined;
  const take = (): string => {
    const text = Buffer.concat(held).toString('utf8').trim();
    held = [];
    size = 0;
    return text;
  };
  for await (const chunk of body) {
    let from = 0;
    for (
      let at = chunk.indexOf(lineBreak);
      at >= 0 && inLines !== false;
      at = chunk.indexOf(lineBreak, from)
    ) {
      const piece = chunk.subarray(from, at + 1);
      held.push(piece);
      from = at + 1;
      const text = take();
      if (text === '') continue;
      inLines ??= isJson(text);
      if (inLines) yield eventOf(text);
      else {
        held.push(Buffer.from(`${text}\n`));
        size = text.length;
      }
    }
    held.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > mostOfMessage)
      throw new HubError(
        'egress_too_large',
        `The MCP server sent a message of more than ${mostOfMessage} bytes. It was cut off.`,
      );
  }
  const rest = take();
  if (rest !== '') yield eventOf(rest);
};

const lineBreak = 10;

const eventOf = (text: string): Buffer =>
  Buffer.from(
    `${text
      .split(/\r?\n/)
      .map((line) => `data: ${line}`)
      .join('\n')}\n\n`,
  );

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
