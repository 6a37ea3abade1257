/** What may stand where in a flow, as far as it helps whoever types: the hub says what is wrong in the end. */
export type Words =
  /** Fields with what stands in each. */
  | { readonly kind: 'fields'; readonly fields: Readonly<Record<string, () => Words>> }
  /** A list of things with a name each: `- ask: { … }`. */
  | { readonly kind: 'named'; readonly of: () => Words }
  | { readonly kind: 'list'; readonly of: () => Words }
  /** Names that the author chooses. */
  | { readonly kind: 'map'; readonly of: () => Words }
  | { readonly kind: 'value'; readonly values: readonly string[] }
  /** The name of something of the space, or of the flow. */
  | { readonly kind: 'name'; readonly of: Names; readonly values: readonly string[] };

export type Names = 'callable' | 'step' | 'connection' | 'secret' | 'flow';

type Fields = Readonly<Record<string, Words | (() => Words)>>;

const fields = (given: Fields): Words => ({
  kind: 'fields',
  fields: Object.fromEntries(
    Object.entries(given).map(([name, of]) => [name, typeof of === 'function' ? of : () => of]),
  ),
});
const value = (...values: string[]): Words => ({ kind: 'value', values });
const list = (of: () => Words): Words => ({ kind: 'list', of });
const named = (of: () => Words): Words => ({ kind: 'named', of });
const map = (of: () => Words): Words => ({ kind: 'map', of });
const name = (of: Names, ...values: string[]): Words => ({ kind: 'name', of, values });

const any = value();
const yesNo = value('true', 'false');
const then = name('step', 'continue', 'exit', 'end');
const duration = fields({ days: any, hours: any, minutes: any, seconds: any, milliseconds: any });
const resource = fields({ name: any, endpoint: fields({ uri: any, authentication: () => authentication }) });
const schema = fields({ format: value('json'), document: any, resource });
const oauth = fields({
  ...{ use: any, authority: any, endpoints: fields({ token: any, revocation: any, introspection: any }) },
  grant: value('client_credentials', 'password', 'urn:ietf:params:oauth:grant-type:token-exchange'),
  client: fields({ id: any, secret: any, assertion: any, authentication: any }),
  ...{ scopes: any, audiences: any, username: any, password: any, issuers: any },
});
const authentication = fields({
  use: any,
  basic: fields({ use: any, username: any, password: any }),
  bearer: fields({ use: any, token: any }),
  digest: fields({ use: any, username: any, password: any }),
  certificate: fields({ use: any }),
  oauth2: oauth,
  oidc: oauth,
});
const error = fields({ type: any, status: any, title: any, detail: any, instance: any });
const event = fields({
  ...{ id: any, source: any, type: any, time: any, subject: any, datacontenttype: any },
  ...{ dataschema: any, data: any },
});
const filter = fields({ with: event, correlate: map(() => fields({ from: any, expect: any })) });
const events = fields({ one: filter, all: list(() => filter), any: list(() => filter), until: any });
const retry = fields({
  ...{ when: any, exceptWhen: any, delay: duration },
  backoff: fields({ constant: fields({}), linear: fields({}), exponential: fields({}) }),
  limit: fields({ attempt: fields({ count: any, duration }), duration }),
  jitter: fields({ from: duration, to: duration }),
});
const endpoint = fields({ uri: any, authentication });
const input = fields({ schema, from: any });
const output = fields({ schema, as: any });
const exported = fields({ schema, as: any });
const timeout = fields({ after: duration });
const tasks = named(() => task);
const iterator = fields({ item: any, at: any, do: () => tasks, output, export: exported });

/** Of each function that the format has. */
const callArguments: Readonly<Record<string, Words>> = {
  http: fields({
    method: value('get', 'post', 'put', 'patch', 'delete', 'head', 'options'),
    ...{ endpoint, headers: any, query: any, body: any, redirect: yesNo },
    output: value('content', 'response', 'raw'),
  }),
  openapi: fields({
    ...{ document: resource, operationId: any, parameters: any, authentication, redirect: yesNo },
    output: value('content', 'response', 'raw'),
  }),
  grpc: fields({
    proto: resource,
    service: fields({ name: any, host: any, port: any, authentication }),
    ...{ method: any, arguments: any, authentication },
  }),
  asyncapi: fields({
    ...{ document: resource, channel: any, operation: any, server: any, protocol: any, message: any },
    ...{ subscription: any, authentication },
  }),
  mcp: fields({ method: any, parameters: any, transport: any, protocolVersion: any, timeout: duration }),
  a2a: fields({ agentCard: any, server: any, method: any, parameters: any }),
};

export const argumentsOf = (called: string): Words => callArguments[called] ?? any;
const taskKinds = {
  call: name('callable', ...Object.keys(callArguments)),
  with: any,
  do: () => tasks,
  emit: fields({ event: fields({ with: event }) }),
  for: fields({ each: any, in: any, at: any }),
  while: any,
  fork: fields({ branches: () => tasks, compete: yesNo }),
  listen: fields({ to: events, read: value('data', 'envelope', 'raw') }),
  foreach: () => iterator,
  raise: fields({ error }),
  run: fields({
    workflow: fields({ namespace: any, name: name('flow'), version: any, input: any }),
    script: fields({ language: value('javascript'), code: any, source: resource, arguments: any }),
    await: yesNo,
    return: value('stdout', 'stderr', 'code', 'all', 'none'),
  }),
  set: any,
  switch: named(() => fields({ when: any, then })),
  try: () => tasks,
  catch: fields({
    errors: fields({ with: error }),
    ...{ as: any, when: any, exceptWhen: any, retry, do: () => tasks },
  }),
  wait: duration,
} satisfies Fields;

const task: Words = fields({
  ...{ if: any, input, output, export: exported, timeout, then },
  metadata: fields({ connection: name('connection') }),
  ...taskKinds,
});

/** A whole flow. */
export const flowWords: Words = fields({
  document: fields({
    ...{
      dsl: value("'1.0.3'"),
      namespace: any,
      name: any,
      version: any,
      title: any,
      summary: any,
      tags: any,
    },
    metadata: fields({
      mode: value('durable', 'fast'),
      http: fields({
        method: value('get', 'post', 'put', 'patch', 'delete'),
        path: any,
        respond: value('output', 'accepted'),
        access: value('key', 'anyone'),
      }),
      concurrency: fields({ key: any, max: any, policy: value('queue', 'reject', 'replace') }),
      sensitive: any,
      lifecycle: value('failures', 'workflow', 'all', 'status'),
    }),
  }),
  ...{ input, output, timeout, do: () => tasks },
  schedule: fields({ every: duration, cron: any, after: duration, on: events }),
  use: fields({
    authentications: map(() => authentication),
    errors: map(() => error),
    functions: map(() => task),
    retries: map(() => retry),
    timeouts: map(() => timeout),
    secrets: list(() => name('secret')),
    catalogs: map(() => fields({ endpoint })),
    extensions: named(() =>
      fields({
        extend: value(...Object.keys(taskKinds), 'all'),
        ...{ when: any, before: () => tasks, after: () => tasks },
      }),
    ),
  }),
});
