import { HubError } from '../../core/errors.ts';
import { failureText } from '../failure-text.ts';

/** What an answer of a token endpoint says, whoever wrote it. */
export interface TokenAnswer {
  readonly access: string;
  readonly refresh?: string;
  /** Null when the server does not say: then only a refusal tells that it is over. */
  readonly lifeSeconds: number | null;
  /** Undefined when the server does not say: then it gave what was asked for. */
  readonly scopes?: readonly string[];
  readonly idToken?: string;
  readonly facts: Readonly<Record<string, string>>;
}

export interface ReceivedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

type Body = Readonly<Record<string, unknown>>;

const longestToken = 16_384;
const longestLife = 10 * 365 * 86_400;

/**
 * Tokens, or an error that says whether another try makes sense: `oauth_refused` is the server's last word,
 * `oauth_failed` is everything that it may not have meant. Not by the letter, because servers are not: Slack refuses
 * with status 200 and nests the tokens of a person, GitHub answers a form unless asked otherwise.
 */
export const readTokenAnswer = (answer: ReceivedAnswer, origin: string): TokenAnswer => {
  const body = readBody(answer);
  if (body === undefined) throw notTokens(answer, origin);
  const refusal = refusalIn(body);
  if (refusal !== undefined) throw refused(refusal, answer, origin);
  const nested = isBody(body['authed_user']) ? body['authed_user'] : {};
  const holder = body['access_token'] === undefined ? nested : body;
  if (answer.status < 200 || answer.status > 299 || holder['access_token'] === undefined)
    throw notTokens(answer, origin);
  const access = tokenIn(holder, 'access_token', origin);
  if (access === undefined) throw notTokens(answer, origin);
  const refresh = tokenIn(holder, 'refresh_token', origin);
  const idToken = tokenIn(body, 'id_token', origin);
  const scopes = scopesIn(holder['scope']);
  requireBearer(holder['token_type'], origin);
  return {
    access,
    ...(refresh === undefined ? {} : { refresh }),
    lifeSeconds: lifeIn(holder),
    ...(scopes === undefined ? {} : { scopes }),
    ...(idToken === undefined ? {} : { idToken }),
    facts: factsIn(body),
  };
};

const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** By what it is: servers send JSON as text/html, and forms as text/plain. */
export const readBody = ({ text }: Pick<ReceivedAnswer, 'text'>): Body | undefined => {
  const start = text.trimStart().slice(0, 1);
  if (start === '{') {
    try {
      const parsed: unknown = JSON.parse(text);
      return isBody(parsed) ? parsed : undefined;
    } catch {
      return undefined;
    }
  }
  return /^(?:access_token|error|token_type|scope|expires_in|refresh_token|device_code)[a-z_]*=/.test(text)
    ? Object.fromEntries(new URLSearchParams(text))
    : undefined;
};

interface Refusal {
  readonly error: string;
  readonly description: string;
}

const refusalIn = (body: Body): Refusal | undefined => {
  const { error } = body;
  // Some answer `{"error": {"type": …, "message": …}}`.
  const named = isBody(error) ? (error['type'] ?? error['code'] ?? error['message']) : error;
  if (typeof named !== 'string' || named === '')
    return body['ok'] === false ? { error: 'refused', description: '' } : undefined;
  const description = body['error_description'] ?? (isBody(error) ? error['message'] : undefined);
  return { error: named.slice(0, 100), description: typeof description === 'string' ? description : '' };
};

/** Errors by which a server says that it is not well, or that it is asked too often. */
const passing = new Set([
  'temporarily_unavailable',
  'server_error',
  'slow_down',
  'ratelimited',
  'rate_limited',
]);

const refused = ({ error, description }: Refusal, answer: ReceivedAnswer, origin: string): HubError => {
  const said = failureText(description === '' ? error : `${error}: ${description}`);
  const details = { error: failureText(error), status: answer.status };
  if (answer.status >= 500 || answer.status === 429 || passing.has(error)) {
    return new HubError('oauth_failed', `${origin} could not give a token now (${said}). Try again later.`, {
      details,
      ...retryAfterOf(answer),
    });
  }
  return new HubError('oauth_refused', `${origin} refused to give a token (${said}).`, { details });
};

const notTokens = (answer: ReceivedAnswer, origin: string): HubError => {
  const what =
    /html/i.test(answer.contentType) || answer.text.trimStart().startsWith('<') ? 'a web page' : 'something';
  return new HubError(
    'oauth_failed',
    `${origin} answered ${answer.status} with ${what} that holds no token. Check the token URL of the connection.`,
    { details: { status: answer.status }, ...retryAfterOf(answer) },
  );
};

const retryAfterOf = ({ retryAfter }: ReceivedAnswer): { retryAfter?: number } =>
  retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter)
    ? { retryAfter: Math.min(Number(retryAfter), 3_600) }
    : {};

/** A token travels in a header: with a line break in it, it would be more than a token. */
const tokenIn = (body: Body, name: string, origin: string): string | undefined => {
  const value = body[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string' && value.length <= longestToken && /^[\x21-\x7e]+$/.test(value)) return value;
  throw new HubError('oauth_failed', `${origin} sent a field "${name}" that is no token.`);
};

/** Slack names the kind of its tokens here; what is not one of these would need proof of possession. */
const requireBearer = (type: unknown, origin: string): void => {
  if (typeof type !== 'string' || /^(bearer|bot|user|access_token|token|brearer|)$/i.test(type)) return;
  throw new HubError(
    'oauth_refused',
    `${origin} gives tokens of the type "${failureText(type)}"; the hub can use bearer tokens only.`,
    { details: { error: 'unsupported_token_type' } },
  );
};

const lifeIn = (body: Body): number | null => {
  const given = body['expires_in'] ?? body['expires'];
  const seconds =
    typeof given === 'number'
      ? given
      : typeof given === 'string' && /^\d+(\.\d+)?$/.test(given.trim())
        ? Number(given)
        : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(Math.floor(seconds), longestLife) : null;
};

/** Divided by spaces as the standard says, by commas as GitHub and Slack do, or a list. */
const scopesIn = (value: unknown): readonly string[] | undefined => {
  const parts = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[\s,]+/) : undefined;
  if (parts === undefined) return undefined;
  const texts = parts.filter((part): part is string => typeof part === 'string' && part !== '');
  return [...new Set(texts)].slice(0, 500).map((text) => text.slice(0, 300));
};

/** What some servers say beside the tokens, that later calls need: where the account lives, and what it is called. */
const factNames = [
  ...['instance_url', 'api_domain', 'api_server', 'api_base_uri', 'base_uri', 'endpoint', 'region', 'dc'],
  ...['subdomain', 'shop', 'account_id', 'team_id', 'hub_id', 'hub_domain', 'workspace_name', 'bot_user_id'],
];

const factsIn = (body: Body): Record<string, string> => {
  const facts: Record<string, string> = {};
  for (const name of factNames) {
    const value = body[name];
    if (typeof value === 'string' || typeof value === 'number') facts[name] = String(value).slice(0, 500);
  }
  const { team } = body;
  if (isBody(team) && typeof team['name'] === 'string') facts['team_name'] = team['name'].slice(0, 500);
  return facts;
};
