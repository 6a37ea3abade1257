import { Problem, unreachable } from './problem.ts';

/** What a request says that is answered line by line: the hub keeps no such answer, so it must not be sent twice as one. */
export const asLines = { accept: 'application/x-ndjson' } as const;

/** An answer in lines of JSON, each as soon as it has come. A line that tells of a failure is thrown. */
export const readLines = async function* <Line>(body: unknown): AsyncGenerator<Line> {
  if (!(body instanceof ReadableStream)) throw unreachable();
  const reader = (body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      const lines = (rest + decoder.decode(value, { stream: !done })).split('\n');
      rest = done ? '' : (lines.pop() ?? '');
      for (const line of lines) if (line.trim() !== '') yield told<Line>(line);
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
};

const told = <Line>(text: string): Line => {
  const line = JSON.parse(text) as Line & { readonly error?: unknown };
  if (typeof line.error !== 'object' || line.error === null) return line;
  const { status, code, title, detail, requestId } = line.error as Readonly<Record<string, unknown>>;
  throw new Problem({
    status: typeof status === 'number' ? status : 500,
    code: typeof code === 'string' ? code : 'internal',
    title: typeof title === 'string' ? title : '',
    ...(typeof detail === 'string' && { detail }),
    ...(typeof requestId === 'string' && { requestId }),
  });
};
