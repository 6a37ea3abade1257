import { HubError, isHubError } from '../../core/errors.ts';

/** What goes wrong inside a run, in the words of the DSL: problem details (RFC 7807), which a `catch` can look at. */
export interface Fault {
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  /** The task it came from, as a JSON pointer into the document. */
  readonly instance: string;
  /** What else is known, for example the answer of the other side. */
  readonly [more: string]: unknown;
}

export const standardErrors = 'https://serverlessworkflow.io/spec/1.0.0/errors/';

export type FaultKind =
  | 'configuration'
  | 'validation'
  | 'expression'
  | 'authentication'
  | 'authorization'
  | 'timeout'
  | 'communication'
  | 'runtime';

const usual: Readonly<Record<FaultKind, readonly [status: number, title: string]>> = {
  configuration: [400, 'A setting is missing or wrong'],
  validation: [400, 'The data is not as its schema says'],
  expression: [400, 'An expression could not be worked out'],
  authentication: [401, 'The other side does not know us'],
  authorization: [403, 'This is not allowed'],
  timeout: [408, 'It took too long'],
  communication: [500, 'The other side could not be reached or refused'],
  runtime: [500, 'The task could not be carried out'],
};

export interface FaultParts {
  readonly status?: number;
  readonly title?: string;
  readonly detail: string;
  readonly instance: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

export const faultOf = (kind: FaultKind, parts: FaultParts): Fault => {
  const [status, title] = usual[kind];
  return {
    ...parts.more,
    type: `${standardErrors}${kind}`,
    status: parts.status ?? status,
    title: parts.title ?? title,
    detail: parts.detail,
    instance: parts.instance,
  };
};

/** Thrown inside of a step; becomes the failure of the task it was thrown in. */
export const taskFault = (
  kind: FaultKind,
  detail: string,
  more: Readonly<Record<string, unknown>> & { readonly status?: number; readonly cause?: unknown } = {},
): HubError => {
  const { cause, ...details } = more;
  return new HubError('flow_faulted', detail, { cause, details: { kind, ...details } });
};

/** What was thrown, as the error of the task at `instance`. */
export const faultOfThrown = (thrown: unknown, instance: string): Fault => {
  if (!isHubError(thrown, 'flow_faulted')) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown);
    return faultOf('runtime', { detail, instance });
  }
  const { kind, status, title, ...more } = thrown.details;
  return faultOf(kind as FaultKind, {
    ...(typeof status === 'number' && { status }),
    ...(typeof title === 'string' && { title }),
    detail: thrown.message,
    instance,
    more,
  });
};
