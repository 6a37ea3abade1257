import { taskFault } from '../../engine/fault.ts';
import { wrong } from '../given.ts';
import { contentOf, type Received } from './content.ts';
import { addressShown, requestShown } from './shown.ts';

export type OutputForm = 'raw' | 'content' | 'response';

export const outputFormIn = (value: unknown): OutputForm => {
  if (value === undefined || value === null || value === 'content') return 'content';
  if (value === 'raw' || value === 'response') return value;
  throw wrong('output', value, 'one of raw, content and response');
};

/** Whether a redirect is followed; else it is an error. */
export const redirectIn = (value: unknown): boolean => {
  if (value === undefined || value === null || value === false) return false;
  if (value === true) return true;
  throw wrong('redirect', value, 'true or false');
};

interface Called {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a task gets of an answer. */
export const outputOf = (form: OutputForm, request: Called, received: Received): unknown => {
  if (form === 'raw') return received.bytes.length === 0 ? null : received.bytes.toString('base64');
  const content = contentOf(received);
  if (content.kind === 'broken')
    throw taskFault(
      'communication',
      `${request.method} ${addressShown(request.url)} was answered with ${received.status} and a body that is no JSON, although it says so: ${content.reason}.`,
      { status: 502 },
    );
  if (form === 'content') return content.value;
  return {
    request: requestShown(request),
    statusCode: received.status,
    headers: headersShown(received.headers),
    content: content.value,
  };
};

/** One text for each name, as the DSL has it; several cookies are a list, because a comma may stand in each of them. */
const headersShown = (headers: Received['headers']): Record<string, string | string[]> => {
  const shown: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    shown[name] = typeof value === 'string' || name === 'set-cookie' ? value : value.join(', ');
  }
  return shown;
};
