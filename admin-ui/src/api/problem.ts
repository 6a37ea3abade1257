export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

interface ProblemFacts {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly fields?: readonly FieldProblem[];
  readonly more?: Readonly<Record<string, unknown>>;
}

/** What the hub answered instead of a result. A class, because it must be thrown through the query library. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  /** The code to quote to whoever runs the hub. */
  readonly requestId: string | undefined;
  /** When the hub wants to be asked again, where it has said so. */
  readonly retryAfterMs: number | undefined;
  readonly fields: readonly FieldProblem[];
  /** The whole answer: some failures carry facts of their own, such as a line or what another side has said. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(facts: ProblemFacts) {
    super(facts.detail ?? facts.title);
    this.status = facts.status;
    this.code = facts.code;
    this.title = facts.title;
    this.detail = facts.detail;
    this.requestId = facts.requestId;
    this.retryAfterMs = facts.retryAfterMs;
    this.fields = facts.fields ?? [];
    this.more = facts.more ?? {};
  }

  /** Worth trying again without a person: the hub did not answer, or said that it was busy. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 502;
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const fieldsOf = (value: unknown): FieldProblem[] =>
  Array.isArray(value)
    ? value.flatMap((one: unknown) => {
        const { path, message } = (one ?? {}) as Record<string, unknown>;
        return typeof path === 'string' && typeof message === 'string' ? [{ path, message }] : [];
      })
    : [];

/** Reads an answer that was no success: problem+json, or whatever a proxy in between has said. */
export const problemOf = (response: Response, body: unknown): Problem => {
  const facts = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const retryAfter = Number(response.headers.get('retry-after') ?? '');
  return new Problem({
    status: response.status,
    code: text(facts['code']) ?? 'internal',
    title: text(facts['title']) ?? `HTTP ${response.status}`,
    detail: text(facts['detail']),
    requestId: text(facts['requestId']) ?? response.headers.get('x-request-id') ?? undefined,
    ...(retryAfter > 0 ? { retryAfterMs: retryAfter * 1_000 } : {}),
    fields: fieldsOf(facts['errors']),
    more: facts,
  });
};

export const unreachable = (): Problem =>
  new Problem({ status: 0, code: 'unreachable', title: 'The hub does not answer' });

/** Anything that was thrown, as a problem that a page can show. */
export const asProblem = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem({
        status: 0,
        code: 'console_failed',
        title: 'The console made a mistake',
        detail: String(error),
      });
