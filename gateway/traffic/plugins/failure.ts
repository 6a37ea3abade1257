import { HubError, isHubError, type ErrorCode } from '../../../core/errors.ts';

/** What a plug-in may say to a client by an error, as plug-ins of express do: `{ status, message, expose }`. */
const codes: Readonly<Record<number, ErrorCode>> = {
  ...{ 400: 'input_invalid', 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found' },
  ...{ 405: 'method_not_allowed', 406: 'not_acceptable', 408: 'request_timeout', 409: 'conflict' },
  ...{ 411: 'length_required', 413: 'body_too_large', 415: 'media_type_unsupported', 429: 'rate_limited' },
  ...{ 431: 'headers_too_large', 501: 'not_configured', 502: 'upstream_failed', 503: 'service_unavailable' },
  504: 'plugin_timeout',
};

/** Never more of it than the plug-in means for strangers. */
export const failureOf = (plugin: string, error: unknown): HubError => {
  // What a plug-in asks for and is not hosted is for whoever wrote it, and in the log.
  const isNotHosted = isHubError(error, 'not_configured');
  if (isHubError(error) && !isNotHosted) return error;
  const given: Readonly<Record<string, unknown>> =
    typeof error === 'object' && error !== null && !isNotHosted
      ? (error as Readonly<Record<string, unknown>>)
      : {};
  const status = Number(given['status'] ?? given['statusCode']);
  const refuses = status >= 400 && status < 500;
  const code = codes[status] ?? (refuses ? 'input_invalid' : 'plugin_failed');
  if (refuses && given['expose'] === true && error instanceof Error)
    return new HubError(code, error.message.slice(0, 500), { cause: error });
  const what = refuses ? 'refuses this request' : 'failed. The log has the reason under this request id';
  return new HubError(code, `The plug-in "${plugin}" ${what}.`, { cause: error });
};

export const tooLate = (plugin: string, ms: number): HubError =>
  new HubError('plugin_timeout', `The plug-in "${plugin}" did not answer within ${ms} ms.`);
