import type { MessageKey } from '../messages/translate.ts';

/** What a person can do about a failure, and where. */
export interface Fix {
  readonly text: MessageKey;
  /** What stands in the text. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Below /s/<space>/; none where it is not a page of the console. */
  readonly page: string | null;
  readonly action: MessageKey | null;
  /** What it may all come from: whether the space has it is to be looked up. */
  readonly variable?: string;
}

export const missingVariable = (name: string): Fix => ({
  ...{ text: 'runs.fix.noVariable', values: { name }, page: `variables?new=1&for=${name}` },
  action: 'runs.fix.toNewVariable',
});

interface Broken {
  readonly error: unknown;
  readonly flow: string;
}

interface Told {
  readonly flow: string;
  readonly code: unknown;
  /** The last word of the error's type: the standard's kinds. */
  readonly kind: string;
  readonly status: unknown;
  readonly detail: string;
  readonly retryable: boolean;
  /** What the hub knows besides, or what the other side has answered. */
  readonly more: Readonly<Record<string, unknown>>;
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Null where all that can be said is what the failure says itself. */
export const fixOf = ({ error, flow }: Broken): Fix | null => {
  const { code, type, status, detail, response, retryable } = recordOf(error);
  const told: Told = {
    ...{ flow, code, status, detail: textOf(detail), retryable: retryable === true },
    kind: textOf(type).split('/').at(-1) ?? '',
    more: recordOf(response),
  };
  return (
    ofConnection(told) ??
    ofSecret(told) ??
    ofOperation(told) ??
    ofVariable(told) ??
    ofRefusal(told) ??
    ofKind(told)
  );
};

const ofConnection = ({ code, more }: Told): Fix | null => {
  const { connection, connector, noConnection } = more;
  if (typeof connector === 'string' && (code === 'connection_not_ready' || noConnection !== undefined)) {
    const page = `connections?new=1&for=${encodeURIComponent(connector)}`;
    return { text: 'runs.fix.noConnection', values: { connector }, page, action: 'runs.fix.toNewConnection' };
  }
  if (code !== 'connection_not_ready') return null;
  if (typeof connection !== 'string')
    return { text: 'runs.fix.connection', page: 'connections', action: 'runs.fix.toConnections' };
  const page = `connections/${encodeURIComponent(connection)}`;
  return { text: 'runs.fix.connection', page, action: 'runs.fix.toConnection' };
};

const ofSecret = ({ detail }: Told): Fix | null =>
  /no secret "/.test(detail)
    ? { text: 'runs.fix.secret', page: 'secrets', action: 'runs.fix.toSecrets' }
    : null;

/** The hub tells which version of the connector had it, where one did. */
const ofOperation = ({ more }: Told): Fix | null => {
  const { connector, operation, lastVersion: version } = more;
  if (typeof connector !== 'string' || typeof operation !== 'string' || typeof version !== 'number')
    return null;
  const page = `connectors/${encodeURIComponent(connector)}?tab=versions&version=${version}`;
  return {
    ...{ text: 'runs.fix.operation', values: { connector, operation, version } },
    ...{ page, action: 'runs.fix.toVersion' },
  };
};

/** An expression that broke names itself, and so the variable that it reads. */
const ofVariable = ({ kind, detail }: Told): Fix | null => {
  const name = kind === 'expression' ? /\$ENV\.([a-zA-Z]\w*)/.exec(detail)?.[1] : undefined;
  if (name === undefined) return null;
  return {
    ...{
      text: 'runs.fix.variable',
      values: { name },
      page: `variables/${name}`,
      action: 'runs.fix.toVariable',
    },
    variable: name,
  };
};

/** Statuses that say "later": everything else that the other side refuses it will refuse again. */
const later: readonly unknown[] = [408, 425, 429];

const ofRefusal = ({ kind, status, retryable }: Told): Fix | null => {
  if (kind !== 'communication' || retryable || typeof status !== 'number') return null;
  if (status < 400 || status >= 500 || later.includes(status)) return null;
  const credentials = status === 401 || status === 403;
  return {
    text: credentials ? 'runs.fix.authentication' : 'runs.fix.refused',
    page: credentials ? 'connections' : null,
    action: credentials ? 'runs.fix.toConnections' : null,
  };
};

const ofKind = ({ code, kind, flow, retryable }: Told): Fix | null => {
  const text = `flows/${encodeURIComponent(flow)}`;
  if (code === 'egress_refused') return { text: 'runs.fix.egress', page: null, action: null };
  if (kind === 'expression') return { text: 'runs.fix.expression', page: text, action: 'runs.fix.toFlow' };
  if (kind === 'authentication')
    return { text: 'runs.fix.authentication', page: 'connections', action: 'runs.fix.toConnections' };
  if (kind === 'validation') return { text: 'runs.fix.validation', page: text, action: 'runs.fix.toFlow' };
  if (kind === 'configuration')
    return { text: 'runs.fix.configuration', page: text, action: 'runs.fix.toFlow' };
  if (retryable || kind === 'communication' || kind === 'timeout')
    return { text: 'runs.fix.passing', page: null, action: null };
  return null;
};
