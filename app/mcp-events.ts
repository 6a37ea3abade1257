import type { Readable } from 'node:stream';

export interface ServerEvent {
  readonly id: string | undefined;
  readonly data: string;
}

/** Server-sent events as they come, those without data too: their ids say from where to go on. */
export async function* eventsOf(stream: Readable): AsyncGenerator<ServerEvent> {
  let text = '';
  let id: string | undefined;
  let data: string[] = [];
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    text += chunk as string;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('id: ')) id = line.slice(4);
      else if (line.startsWith('data: ')) data.push(line.slice(6));
      else if (line === '' && (data.length > 0 || id !== undefined)) {
        yield { id, data: data.join('\n') };
        id = undefined;
        data = [];
      }
    }
  }
}
