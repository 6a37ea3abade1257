import type { OperationPlan } from '../../core/connector.ts';
import { acceptOf } from './accept.ts';
import { buildHeaders } from './build-headers.ts';
import { buildUrl } from './build-url.ts';
import type { ReadBlob } from './file-argument.ts';
import { takeArguments, type Input } from './take-arguments.ts';
import type { WireRequest } from './wire-request.ts';
import { writeBody } from './write-body.ts';

export interface BuildOptions {
  /** Of the server, its variables filled in. */
  readonly baseUrl: string;
  /** Reads stored blobs that arguments name. Without it files come in base64 only. */
  readonly files?: ReadBlob;
}

/**
 * The request that an input makes. The input has passed the operation's schema; here it is refused only where it
 * cannot travel, or would reach something else than it says.
 */
export const buildRequest = async (
  plan: OperationPlan,
  input: Input,
  { baseUrl, files }: BuildOptions,
): Promise<WireRequest> => {
  const { parameters, body } = takeArguments(plan, input);
  const url = buildUrl(baseUrl, plan.path, parameters);
  const headers = buildHeaders(parameters);
  if (!headers.has('accept')) headers.set('accept', acceptOf(plan));
  const method = plan.method.toUpperCase();
  if (body === undefined) return { method, url, headers: Object.fromEntries(headers) };
  const { contentType, bytes } = await writeBody(body, files);
  headers.set('content-type', contentType);
  return { method, url, headers: Object.fromEntries(headers), body: bytes };
};
