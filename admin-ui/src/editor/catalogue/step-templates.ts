/** Steps of each kind as they begin: what must be there, and nothing that the person has not said. */

export interface NewStep {
  readonly name: string;
  readonly task: Readonly<Record<string, unknown>>;
}

export const stepTemplates = {
  set: { name: 'set', task: { set: { value: '' } } },
  switch: { name: 'decide', task: { switch: [{ case: { when: '${ . }', then: 'continue' } }] } },
  for: { name: 'each', task: { for: { each: 'item', in: '${ . }' }, do: [] } },
  fork: { name: 'both', task: { fork: { compete: false, branches: [] } } },
  try: { name: 'guard', task: { try: [], catch: {} } },
  do: { name: 'group', task: { do: [] } },
  wait: { name: 'wait', task: { wait: { seconds: 30 } } },
  listen: { name: 'listen', task: { listen: { to: { one: { with: { type: '' } } } } } },
  emit: { name: 'tell', task: { emit: { event: { with: { source: 'https://example.com', type: '' } } } } },
  raise: { name: 'fail', task: { raise: { error: { type: '', status: 400 } } } },
  script: { name: 'script', task: { run: { script: { language: 'js', code: 'return 1;' } } } },
  http: {
    name: 'request',
    task: { call: 'http', with: { method: 'get', endpoint: 'https://example.com' } },
  },
  openapi: {
    name: 'request',
    task: { call: 'openapi', with: { document: { endpoint: '' }, operationId: '' } },
  },
  mcp: {
    name: 'tool',
    task: {
      call: 'mcp',
      with: { method: 'tools/call', transport: { http: { endpoint: '' } }, parameters: { name: '' } },
    },
  },
  grpc: {
    name: 'call',
    task: {
      call: 'grpc',
      with: { proto: { endpoint: '' }, service: { name: '', host: '' }, method: '' },
    },
  },
  asyncapi: {
    name: 'send',
    task: {
      call: 'asyncapi',
      with: { document: { endpoint: '' }, channel: '', message: { payload: {} } },
    },
  },
  a2a: { name: 'agent', task: { call: 'a2a', with: { method: 'message/send', server: '' } } },
} as const satisfies Readonly<Record<string, NewStep>>;

export type StepTemplate = keyof typeof stepTemplates;
export const templateNames = Object.keys(stepTemplates) as readonly StepTemplate[];
