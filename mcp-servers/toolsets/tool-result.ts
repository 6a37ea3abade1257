import type { HubError } from '../../core/errors.ts';
import type { CallableAnswer } from '../../core/ports.ts';
import { isObject } from '../../core/schema/plain.ts';
import type { Values } from '../serve/offer.ts';
import type { ArgumentProblem } from './take-arguments.ts';

/** What the model gets, as the protocol has it. */

/** Of the text of an answer: no model reads more. */
const mostResultBytes = 1024 * 1024;
const mostShownOfTooMuch = 8 * 1024;

type File = NonNullable<CallableAnswer['file']>;

/** An answer as text and as structure; both eras take an object, so that what is none stands in one. */
export const goodResult = (
  output: unknown,
  { file, note }: { readonly file?: File | undefined; readonly note?: string | undefined },
): Values => {
  const text = JSON.stringify(output ?? null);
  if (text.length > mostResultBytes) return tooMuch(text);
  return {
    content: [
      { type: 'text', text: typeof output === 'string' ? output : text },
      ...(file === undefined ? [] : [fileContent(file)]),
      ...(note === undefined ? [] : [{ type: 'text', text: note }]),
    ],
    structuredContent: structured(output),
  };
};

const structured = (output: unknown): Values => (isObject(output) ? output : { result: output ?? null });

const tooMuch = (text: string): Values =>
  refusal(
    `It was done, but the answer has ${text.length} characters, more than the ${mostResultBytes} that are handed on. ` +
      `Ask for less: narrow it down, or ask for a smaller page. It begins with: ${text.slice(0, mostShownOfTooMuch).toWellFormed()}`,
    { error: 'answer_too_large' },
  );

const fileContent = ({ bytes, contentType }: File): Values => {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mimeType = contentType.replace(/;.*$/s, '').trim().toLowerCase() || 'application/octet-stream';
  if (/^image\/(?:png|jpeg|gif|webp)$/.test(mimeType))
    return { type: 'image', data: data.toString('base64'), mimeType };
  if (mimeType.startsWith('audio/')) return { type: 'audio', data: data.toString('base64'), mimeType };
  const content = /^text\/|[/+](?:json|xml|yaml)$/.test(mimeType)
    ? { text: data.toString('utf8') }
    : { blob: data.toString('base64') };
  return { type: 'resource', resource: { uri: 'file:///answer', mimeType, ...content } };
};

/** The call did not do what was asked: the model reads why, and what to change. */
export const refusal = (text: string, structure: Values): Values => ({
  content: [{ type: 'text', text }],
  structuredContent: structure,
  isError: true,
});

export const wrongArguments = (tool: string, problems: readonly ArgumentProblem[]): Values => {
  const lines = problems.map(
    ({ field, message }) => `- ${field === '' ? 'the arguments' : field}: ${message}`,
  );
  return refusal(
    `Nothing was done: the arguments of "${tool}" are not right. Change these and call again:\n${lines.join('\n')}`,
    { error: 'input_invalid', problems: problems.map((one) => ({ ...one })) },
  );
};

const mostBody = 4_096;

/** What another system said, or the hub. Bodies have been masked where they were received. */
export const failedCall = (error: HubError): Values => {
  const { message, details, problems, code, retryAfter } = error;
  const said: string[] = [message];
  const { status, body } = details;
  if (typeof status === 'number') said.push(`Status: ${status}`);
  if (body !== undefined && body !== null) said.push(`Body: ${shortJson(body)}`);
  for (const { path, message: what } of problems) said.push(`- ${path}: ${what}`);
  if (retryAfter !== undefined) said.push(`It may work in ${retryAfter} s.`);
  else if (error.retryable) said.push('The same call may work later.');
  return refusal(said.join('\n'), {
    error: code,
    message,
    ...(typeof status === 'number' && { status }),
    ...(body !== undefined && { body }),
    ...(problems.length > 0 && { problems: problems.map((one) => ({ ...one })) }),
    ...(retryAfter !== undefined && { retryAfter }),
  });
};

const shortJson = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= mostBody ? text : `${text.slice(0, mostBody).toWellFormed()}…`;
};
