import type { MessageKey } from '../messages/translate.ts';

/** What a person can do about a failure, and where. */
export interface Fix {
  readonly text: MessageKey;
  /** Below /s/<space>/; none where it is not a page of the console. */
  readonly page: string | null;
  readonly action: MessageKey | null;
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The last word of the error's type: the standard's kinds. */
const kindOf = (type: unknown): string => textOf(type).split('/').at(-1) ?? '';

interface Broken {
  readonly error: unknown;
  readonly flow: string;
}

/** Null where all that can be said is what the failure says itself. */
export const fixOf = ({ error, flow }: Broken): Fix | null => {
  const { code, type, detail, response, retryable } = recordOf(error);
  const connection = textOf(recordOf(response)['connection']);
  const text = `flows/${encodeURIComponent(flow)}`;
  if (code === 'connection_not_ready') {
    const page = connection === '' ? 'connections' : `connections/${encodeURIComponent(connection)}`;
    return { text: 'runs.fix.connection', page, action: 'runs.fix.toConnection' };
  }
  if (/no secret "/.test(textOf(detail)))
    return { text: 'runs.fix.secret', page: 'secrets', action: 'runs.fix.toSecrets' };
  if (code === 'egress_refused') return { text: 'runs.fix.egress', page: null, action: null };
  if (kindOf(type) === 'expression')
    return { text: 'runs.fix.expression', page: text, action: 'runs.fix.toFlow' };
  if (kindOf(type) === 'authentication')
    return { text: 'runs.fix.authentication', page: 'connections', action: 'runs.fix.toConnections' };
  if (kindOf(type) === 'validation')
    return { text: 'runs.fix.validation', page: text, action: 'runs.fix.toFlow' };
  if (kindOf(type) === 'configuration')
    return { text: 'runs.fix.configuration', page: text, action: 'runs.fix.toFlow' };
  const passing = retryable === true || kindOf(type) === 'communication' || kindOf(type) === 'timeout';
  if (passing) return { text: 'runs.fix.passing', page: null, action: null };
  return null;
};
