import type { BodyKind, OperationPlan, ResponseContent } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { readMediaType } from '../../core/media-type.ts';
import { concealer, echoConcealer, type SentSecret } from './conceal.ts';
import { decodeBody } from './decode-body.ts';
import { pickContent, pickResponse } from './pick-response.ts';
import { headerOf, type Answer } from './received.ts';
import { saidNo } from './said-no.ts';
import { brokenAnswer, callOf, upstreamFailure } from './upstream-failure.ts';

export interface ReadOptions {
  /** Stores the bytes of a binary answer, and gives the key of the blob. */
  readonly putBlob?: (bytes: Uint8Array, contentType: string) => Promise<string>;
  /** What went along with the request, and must not come out of the answer. */
  readonly secrets?: readonly SentSecret[];
}

export interface ReadAnswer {
  readonly status: number;
  readonly headers: Answer['headers'];
  readonly output: unknown;
  readonly kind: BodyKind | 'empty';
  /** What the document says about this answer, if it does. */
  readonly content?: ResponseContent;
  /**
   * There when the answer gives back a secret that it was sent. The output is as it came, because the address of a
   * next page may need it; whoever shows or keeps some of it takes the secret out by this.
   */
  readonly conceal?: (value: unknown) => unknown;
  /** What a tool of another MCP server answered, as it was. */
  readonly result?: Readonly<Record<string, unknown>>;
}

/** What of an answer may be shown and kept. */
export const shownOf = <Value>({ conceal }: ReadAnswer, value: Value): Value =>
  conceal === undefined ? value : (conceal(value) as Value);

/** A binary answer: stored, or within the answer where nothing is stored. */
export type BinaryOutput = {
  readonly contentType: string;
  readonly size: number;
  readonly name?: string;
} & ({ readonly blob: string } | { readonly base64: string });

/** What an answer says, by its status and its content type. Throws when the other side did not do what it was asked. */
export const readAnswer = async (
  plan: OperationPlan,
  answer: Answer,
  options: ReadOptions,
): Promise<ReadAnswer> => {
  const { status, headers } = answer;
  const { secrets = [] } = options;
  if (status >= 400) throw upstreamFailure(plan, answer, concealer(secrets));
  const contents = pickResponse(plan.responses, status)?.contents ?? [];
  const contentType = headerOf(answer, 'content-type');
  const content = contentFor(contents, contentType);
  const echo = echoConcealer(secrets, answer);
  const about = {
    ...{ status, headers },
    ...(content === undefined ? {} : { content }),
    ...(echo === undefined ? {} : { conceal: echo.value }),
  };
  const decoded = decodeBody(answer.bytes, contentType, contents);
  switch (decoded.kind) {
    case 'empty':
      return { ...about, kind: 'empty', output: null };
    case 'json':
    case 'form':
    case 'text': {
      const refusal = saidNo(plan, answer, { value: decoded.value, secrets });
      if (refusal !== undefined) throw refusal;
      return { ...about, kind: decoded.kind, output: decoded.value };
    }
    case 'binary':
      return { ...about, kind: 'binary', output: await binary(plan, answer, { ...options, ...decoded }) };
    case 'broken':
      throw brokenAnswer(plan, answer, decoded.reason);
    default:
      return decoded satisfies never;
  }
};

const contentFor = (
  contents: readonly ResponseContent[],
  contentType: string | undefined,
): ResponseContent | undefined =>
  pickContent(contents, readMediaType(contentType).type) ??
  (contents.length === 1 && contentType === undefined ? contents[0] : undefined);

const mostWithin = 256 * 1024;

const binary = async (
  plan: OperationPlan,
  answer: Answer,
  { putBlob, contentType }: ReadOptions & { readonly contentType: string },
): Promise<BinaryOutput> => {
  const { bytes } = answer;
  const name = fileNameIn(headerOf(answer, 'content-disposition') ?? '');
  const about = { contentType, size: bytes.length, ...(name === undefined ? {} : { name }) };
  if (putBlob !== undefined) return { blob: await putBlob(bytes, contentType), ...about };
  if (bytes.length <= mostWithin)
    return { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'), ...about };
  throw new HubError(
    'egress_too_large',
    `${callOf(plan)} was answered with ${bytes.length} bytes of ${contentType.slice(0, 80)}, and there is no store for files here: at most ${mostWithin} bytes fit into an answer.`,
  );
};

/** The last part only: a name must not lead into a folder of whoever saves the file. */
const fileNameIn = (disposition: string): string | undefined => {
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1];
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition);
  const given = unescaped(extended) ?? plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2];
  const name = given
    ?.replace(/^.*[/\\]/s, '')
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 200);
  return name === undefined || /^\.*$/.test(name) ? undefined : name;
};

const unescaped = (text: string | undefined): string | undefined => {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
};
