import { STATUS_CODES } from 'node:http';
import { isHubError, type ErrorCode } from '../../../core/errors.ts';
import { redact } from '../../../platform/redact.ts';
import { taskFault, type FaultKind } from '../../engine/fault.ts';
import { contentOf, headerOf, type Received } from './content.ts';
import { addressShown } from './shown.ts';

/** Of an answer those headers that help to understand a failure, and never hold a secret. */
const shownHeaders = ['content-type', 'retry-after', 'request-id', 'x-request-id', 'x-correlation-id'];
const mostBody = 8_192;

/** In an error `code` says what is wrong; elsewhere it lets somebody in. */
const openNames: ReadonlySet<string> = new Set(['code']);

export interface Refused {
  readonly method: string;
  readonly url: string;
  readonly received: Received;
  /** What was sent to be let in: some servers repeat it in their answer. */
  readonly secrets: readonly string[];
  /** What it counts as; `communication` when left out. */
  readonly kind?: FaultKind;
}

/** An answer whose status is an error. */
export const statusFault = ({ method, url, received, secrets, kind = 'communication' }: Refused): Error => {
  const { status } = received;
  const title = STATUS_CODES[status] ?? `HTTP ${status}`;
  const headers: Record<string, string> = {};
  for (const name of shownHeaders) {
    const value = headerOf(received, name);
    if (value !== undefined) headers[name] = value.slice(0, 256);
  }
  const response = { status, headers, body: shownBody(received, secrets) };
  return taskFault(kind, `${method} ${addressShown(url)} was answered with ${status} ${title}.`, {
    ...{ status, title, response },
  });
};

const shownBody = (received: Received, secrets: readonly string[]): unknown => {
  const content = contentOf(received);
  if (content.kind === 'broken') return null;
  const shown = redact(content.value, 0, openNames);
  const text = typeof shown === 'string' ? shown : JSON.stringify(shown);
  const hidden = secrets.some((secret) => text.includes(secret));
  if (!hidden && text.length <= mostBody) return shown;
  return without(text, secrets).slice(0, mostBody);
};

const without = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((left, secret) => left.replaceAll(secret, '[redacted]'), text);

const kinds: Readonly<Partial<Record<ErrorCode, readonly [FaultKind, number?]>>> = {
  egress_failed: ['communication', 502],
  egress_too_large: ['communication', 502],
  egress_timeout: ['timeout'],
  header_invalid: ['configuration'],
  input_invalid: ['configuration'],
  connection_not_ready: ['configuration'],
  import_failed: ['configuration'],
  not_found: ['configuration'],
  oauth_refused: ['authentication'],
  oauth_failed: ['communication', 502],
};

/** What the way out says, in the words of the DSL. What is no matter of the call (the run was cancelled) stays as it is. */
export const asFault = (error: unknown): unknown => {
  if (!isHubError(error)) return error;
  const { message } = error;
  if (error.code === 'egress_refused') {
    // A host is named where the address could be read, and must not be called.
    const kind = error.details['host'] === undefined ? 'configuration' : 'authorization';
    return taskFault(kind, message, { cause: error });
  }
  const known = kinds[error.code];
  if (known === undefined) return error;
  const [kind, status] = known;
  return taskFault(kind, message, { cause: error, ...(status === undefined ? {} : { status }) });
};
