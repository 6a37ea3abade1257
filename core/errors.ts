/**
 * Every failure the hub can name, in one table. A code is never reused for another meaning.
 * `status` is what HTTP answers; `retryable` is what queues and callers may rely on.
 */
export const errorTable = {
  config_invalid: { status: 500, retryable: false, title: 'A setting is missing or wrong' },
  start_failed: { status: 500, retryable: false, title: 'The hub could not start' },
  internal: { status: 500, retryable: false, title: 'Something went wrong inside the hub' },
  database_unavailable: { status: 503, retryable: true, title: 'The database does not answer' },
  storage_full: { status: 507, retryable: true, title: 'No space left to store this' },
  overloaded: { status: 503, retryable: true, title: 'The hub is busy' },
  shutting_down: { status: 503, retryable: true, title: 'The hub is stopping' },
  not_found: { status: 404, retryable: false, title: 'Not found' },
  method_not_allowed: { status: 405, retryable: false, title: 'This method is not offered here' },
  input_invalid: { status: 400, retryable: false, title: 'The input is not valid' },
  body_malformed: { status: 400, retryable: false, title: 'The body cannot be read' },
  body_too_large: { status: 413, retryable: false, title: 'The body is too large' },
  length_required: { status: 411, retryable: false, title: 'The length of the body has to be said' },
  body_too_deep: { status: 400, retryable: false, title: 'The body is nested too deeply' },
  media_type_unsupported: { status: 415, retryable: false, title: 'This content type is not taken here' },
  not_acceptable: {
    status: 406,
    retryable: false,
    title: 'The answer has another form than the caller takes',
  },
  header_invalid: { status: 400, retryable: false, title: 'A header is not valid' },
  headers_too_large: { status: 431, retryable: false, title: 'The headers are too large' },
  cursor_invalid: { status: 400, retryable: false, title: 'The cursor is not valid' },
  unauthenticated: { status: 401, retryable: false, title: 'Sign in first' },
  credentials_wrong: { status: 401, retryable: false, title: 'The credentials are not right' },
  second_factor_required: { status: 401, retryable: false, title: 'A second factor is needed' },
  link_invalid: { status: 401, retryable: false, title: 'This link is not valid any more' },
  sign_in_state_invalid: {
    status: 400,
    retryable: false,
    title: 'This sign-in was not begun in this browser, or took too long',
  },
  forbidden: { status: 403, retryable: false, title: 'Not allowed' },
  insufficient_scope: {
    status: 403,
    retryable: false,
    title: 'The token was not given the rights that this needs',
  },
  origin_refused: { status: 403, retryable: false, title: 'Requests from this origin are refused' },
  conflict: { status: 409, retryable: false, title: 'This conflicts with what is stored' },
  already_exists: { status: 409, retryable: false, title: 'This exists already' },
  idempotency_in_flight: { status: 409, retryable: true, title: 'The same request is still being worked on' },
  idempotency_mismatch: {
    status: 422,
    retryable: false,
    title: 'This idempotency key was used for another request',
  },
  rate_limited: { status: 429, retryable: true, title: 'Too many requests' },
  request_timeout: { status: 408, retryable: true, title: 'The request took too long to arrive' },
  job_timeout: { status: 504, retryable: true, title: 'The job took too long' },
  lease_lost: { status: 409, retryable: true, title: 'Somebody else took over this work' },
  cancelled: { status: 499, retryable: false, title: 'The caller went away' },
  secret_unreadable: { status: 500, retryable: false, title: 'A stored secret cannot be read' },
  egress_refused: { status: 422, retryable: false, title: 'The hub does not call this address' },
  egress_failed: { status: 502, retryable: true, title: 'The other side could not be reached' },
  egress_timeout: { status: 504, retryable: true, title: 'The other side did not answer in time' },
  loop_detected: { status: 508, retryable: false, title: 'The request goes round in circles' },
  egress_too_large: { status: 502, retryable: false, title: 'The answer of the other side is too large' },
  upstream_failed: { status: 502, retryable: false, title: 'The other side refused the call' },
  not_configured: { status: 501, retryable: false, title: 'This installation is not set up for it' },
  suggestion_failed: { status: 502, retryable: true, title: 'The model gave nothing that can be used' },
  upstream_unavailable: { status: 502, retryable: true, title: 'The other side cannot do this right now' },
  service_unavailable: {
    status: 503,
    retryable: true,
    title: 'No address of the service can be used right now',
  },
  import_failed: { status: 422, retryable: false, title: 'The document cannot be imported' },
  connector_invalid: {
    status: 500,
    retryable: false,
    title: 'The code of a connector does not define what it should',
  },
  connector_failed: { status: 500, retryable: false, title: 'The code of a connector failed' },
  sign_in_provider_failed: {
    status: 502,
    retryable: true,
    title: 'The identity provider did not let you in',
  },
  connection_not_ready: { status: 409, retryable: false, title: 'This connection has to be authorised' },
  oauth_state_invalid: {
    status: 400,
    retryable: false,
    title: 'This was not begun in this browser, was used already, or took too long',
  },
  oauth_refused: { status: 422, retryable: false, title: 'The provider refused to authorise the hub' },
  flow_invalid: { status: 422, retryable: false, title: 'The flow cannot be published as it is' },
  toolset_invalid: { status: 422, retryable: false, title: 'The toolset cannot be published as it is' },
  tool_blocked: {
    status: 409,
    retryable: false,
    title: 'What stands behind this tool has changed, and nobody has approved it yet',
  },
  flow_faulted: { status: 422, retryable: false, title: 'The run failed' },
  script_failed: { status: 422, retryable: false, title: 'The script did not come to its end' },
  script_timeout: { status: 422, retryable: false, title: 'The script took too long' },
  script_unavailable: { status: 503, retryable: true, title: 'Scripts cannot be run right now' },
  webhook_refused: { status: 401, retryable: false, title: 'This webhook is not from whom it should be' },
  client_incapable: { status: 400, retryable: false, title: 'The client cannot answer this question' },
  expression_failed: { status: 500, retryable: false, title: 'An expression of this route failed' },
  plugin_failed: { status: 500, retryable: false, title: 'A plug-in of the gateway failed' },
  plugin_timeout: { status: 504, retryable: true, title: 'A plug-in of the gateway did not answer in time' },
  oauth_failed: { status: 502, retryable: true, title: 'The provider did not answer as OAuth says' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof errorTable;

/** One thing that is wrong, and where: `path` is a place in the input, a setting or a file. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

export interface HubErrorOptions {
  readonly cause?: unknown;
  readonly problems?: readonly Problem[];
  /** Facts for the caller, safe to show: never a secret, never a stack. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Seconds after which trying again makes sense. */
  readonly retryAfter?: number;
}

export class HubError extends Error {
  override readonly name = 'HubError';
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: HubErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.problems = options.problems ?? [];
    this.details = options.details ?? {};
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  get retryable(): boolean {
    return errorTable[this.code].retryable;
  }
}

export const isHubError = (error: unknown, code?: ErrorCode): error is HubError =>
  error instanceof HubError && (code === undefined || error.code === code);
