import type { Readable } from 'node:stream';

/**
 * The data of server-sent events, one text for each, as they come. Only data: names, ids and times to wait are nothing
 * for those who read one answer and go. How much may come, the way out says.
 */
export async function* serverEvents(stream: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let data: string[] = [];
  for await (const chunk of stream) {
    const piece = decoder.decode(chunk as Buffer, { stream: true });
    pieces.push(piece);
    // A long line is put together once, when its end is there.
    if (!/[\r\n]/.test(piece)) continue;
    // A CR at the end may be half of a line break.
    const lines = pieces.join('').split(/\r\n|\n|\r(?!$)/);
    pieces = [lines.pop() ?? ''];
    for (const line of lines) {
      if (line !== '') {
        const text = dataIn(line);
        if (text !== undefined) data.push(text);
        continue;
      }
      if (data.length > 0) yield data.join('\n');
      data = [];
    }
  }
  // The last one often lacks the empty line that ends it.
  const text = dataIn(pieces.join('').replace(/\r$/, ''));
  if (text !== undefined) data.push(text);
  if (data.length > 0) yield data.join('\n');
}

const dataIn = (line: string): string | undefined =>
  /^data(?::|$)/.test(line) ? line.slice(5).replace(/^ /, '') : undefined;
