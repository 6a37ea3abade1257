import { HubError } from '../../core/errors.ts';

const timeouts: Readonly<Record<string, string>> = {
  UND_ERR_HEADERS_TIMEOUT: 'it began no answer in time',
  UND_ERR_BODY_TIMEOUT: 'its answer stopped half-way',
  ETIMEDOUT: 'it did not take the connection in time',
};

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name cannot be resolved right now',
  ECONNREFUSED: 'it refuses connections',
  ECONNRESET: 'it broke the connection',
  EPIPE: 'it broke the connection',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  UND_ERR_SOCKET: 'it broke the connection',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'its answer is not as long as it said',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate belongs to another name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody known',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody known',
};

/** Turns what sockets, TLS, HTTP and decompression throw into the hub's own errors. */
export const asEgressError = (error: unknown, origin: string): HubError => {
  if (error instanceof HubError) return error;
  const code = codeOf(error);
  const timeout = timeouts[code];
  if (timeout !== undefined) {
    return new HubError('egress_timeout', `${origin} did not answer in time: ${timeout}.`, { cause: error });
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new HubError('egress_too_large', `The headers ${origin} answered with are too large.`, {
      cause: error,
    });
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH') {
    const what = error instanceof Error ? error.message : code;
    return new HubError('header_invalid', `The request to ${origin} cannot be sent: ${what}.`, {
      cause: error,
    });
  }
  if (/^(Z_|ERR_BROTLI|ERR__ERROR_|ERR_ZSTD|ZSTD_)/.test(code)) {
    return new HubError('egress_failed', `The answer of ${origin} cannot be unpacked: it is damaged.`, {
      cause: error,
    });
  }
  if (code.startsWith('HPE_')) {
    return new HubError('egress_failed', `${origin} answered with something that is not HTTP.`, {
      cause: error,
    });
  }
  const reason = reasons[code] ?? (code === '' ? 'the connection failed' : `the connection failed (${code})`);
  return new HubError('egress_failed', `${origin} could not be reached: ${reason}.`, { cause: error });
};

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
};
