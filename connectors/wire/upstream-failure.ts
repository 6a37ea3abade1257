import type { OperationPlan } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { readMediaType } from '../../core/media-type.ts';
import { redact } from '../../platform/redact.ts';
import type { Concealer } from './conceal.ts';
import { decodeBody, decodeText } from './decode-body.ts';
import { isRecord } from './file-argument.ts';
import { headerOf, type Answer } from './received.ts';

/** Statuses after which the same call may well succeed. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/** Of the other side's headers those that help to understand a failure, and never hold a secret. */
const shownHeaders = [
  'content-type',
  'retry-after',
  'request-id',
  'x-request-id',
  'x-correlation-id',
  'x-amzn-requestid',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'ratelimit',
  'ratelimit-policy',
  'deprecation',
  'sunset',
];
const mostBody = 4_096;
/** More than is shown by the longest secret that may begin within. */
const mostRead = 65_536;

/** In an error `code` says what is wrong; elsewhere it lets somebody in. */
const openNames: ReadonlySet<string> = new Set(['code']);

/**
 * The failure that an answer with a status of 400 or more is: what it says, trimmed, without secrets. They are
 * concealed before anything is cut off: half a secret would be found no more.
 */
export const upstreamFailure = (plan: OperationPlan, answer: Answer, conceal: Concealer): HubError => {
  const { status } = answer;
  const retryable = passing.has(status) || status >= 500;
  const { body, message } = shownBody(answer, conceal);
  const headers = shownHeaders.flatMap((name) => {
    const value = headerOf(answer, name);
    return value === undefined ? [] : [[name, conceal.text(value).slice(0, 256)] as const];
  });
  const retryAfter = retryable ? retryAfterOf(answer) : undefined;
  return new HubError(
    retryable ? 'upstream_unavailable' : 'upstream_failed',
    `${callOf(plan)} was answered with ${status}${message === undefined ? '.' : `: ${message}`}`,
    {
      details: { status, headers: Object.fromEntries(headers), body },
      ...(retryAfter === undefined ? {} : { retryAfter }),
    },
  );
};

/** The JSON that an answer promised, and that it is not. The call may have had its effect all the same. */
export const brokenAnswer = (plan: OperationPlan, answer: Answer, reason: string): HubError =>
  new HubError(
    'upstream_failed',
    `${callOf(plan)} was answered with ${answer.status} and ${readMediaType(headerOf(answer, 'content-type')).type || 'JSON'}, but the body cannot be read as JSON: ${reason}.`,
    { details: { status: answer.status, size: answer.bytes.length } },
  );

/** As in the document: the path with its arguments may hold what nobody else should read. */
export const callOf = ({ method, path }: OperationPlan): string => `${method.toUpperCase()} ${path}`;

const shownBody = (answer: Answer, conceal: Concealer): { body: unknown; message: string | undefined } => {
  const contentType = headerOf(answer, 'content-type');
  const decoded = decodeBody(answer.bytes, contentType, []);
  switch (decoded.kind) {
    case 'empty':
      return { body: null, message: undefined };
    case 'binary':
      return {
        body: { contentType: decoded.contentType, size: answer.bytes.length },
        message: undefined,
      };
    case 'text':
    case 'broken': {
      const text = decodeText(answer.bytes.subarray(0, mostRead), readMediaType(contentType).charset);
      return { body: conceal.text(text).slice(0, mostBody), message: undefined };
    }
    case 'json':
    case 'form': {
      const shown = conceal.value(redact(decoded.value, 0, openNames));
      const text = JSON.stringify(shown);
      return { body: text.length <= mostBody ? shown : text.slice(0, mostBody), message: messageIn(shown) };
    }
    default:
      return decoded satisfies never;
  }
};

const places = ['message', 'detail', 'error_description', 'error_message', 'title', 'description', 'reason'];
const mostMessage = 300;

/** What the other side says about it, in the usual places. */
const messageIn = (body: unknown, depth = 0): string | undefined => {
  if (Array.isArray(body)) return depth < 3 ? messageIn(body[0], depth + 1) : undefined;
  if (!isRecord(body)) return depth > 0 && typeof body === 'string' ? sentence(body) : undefined;
  for (const place of places) {
    const text = body[place];
    if (typeof text === 'string' && text.trim() !== '') return sentence(text);
  }
  if (depth >= 3) return undefined;
  return messageIn(body['error'], depth + 1) ?? messageIn(body['errors'], depth + 1);
};

const sentence = (text: string): string | undefined => {
  // Line breaks and control characters of others have no place in a line of a log.
  const plain = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, mostMessage)
    .toWellFormed();
  return plain === '' ? undefined : plain;
};

/** Seconds. A date is counted from the other side's own clock, which may be wrong in the same way. */
export const retryAfterOf = (answer: Answer): number | undefined => {
  const given = headerOf(answer, 'retry-after')?.trim() ?? '';
  if (/^\d{1,9}(\.\d+)?$/.test(given)) return Math.ceil(Number(given));
  const [until, now] = [Date.parse(given), Date.parse(headerOf(answer, 'date') ?? '')];
  const seconds = Math.ceil((until - now) / 1_000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
};
