import { HubError } from '../../core/errors.ts';
import type { Change, Exchange, Outcome, Question, ToolCall, Values } from '../../mcp-servers/serve/offer.ts';

/** Tools that use all that a tool may use, by the names that the official conformance suite asks for. */
export interface OfferedTool {
  readonly definition: Values;
  call(call: ToolCall, exchange: Exchange, tell: (change: Change) => void): Promise<Outcome>;
}

export const image =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const sound = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';

const complete = (...content: readonly Values[]): Outcome => ({ kind: 'complete', result: { content } });
const said = (text: string): Outcome => complete({ type: 'text', text });
const picture = { type: 'image', data: image, mimeType: 'image/png' };

export const form = (message: string, properties: Values, required: readonly string[] = []): Question => ({
  method: 'elicitation/create',
  params: { message, requestedSchema: { type: 'object', properties, required } },
});
const text = { type: 'string' };
const sample = (words: string): Question => ({
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: words } }], maxTokens: 50 },
});
const roots: Question = { method: 'roots/list', params: {} };

const ask = (requests: Readonly<Record<string, Question>>, state?: object): Outcome => ({
  kind: 'inputRequired',
  requests,
  state: state === undefined ? undefined : JSON.stringify(state),
});

/** What was filled in; undefined: nothing, or it has another form. */
export const filled = (answer: Values | undefined, field: string): unknown =>
  (answer?.['content'] as Values | undefined)?.[field];

const heard = (answer: Values): string => String((answer['content'] as Values | undefined)?.['text']);
const stateOf = ({ state }: Exchange): Values => JSON.parse(state ?? '{}') as Values;

const logs = async (exchange: Exchange): Promise<Outcome> => {
  for (const line of ['Tool execution started', 'Tool processing data', 'Tool execution completed'])
    exchange.log('info', line, 'the tests');
  return said('Tool with logging executed successfully');
};

const elicit = async (exchange: Exchange, question: Question, how: string): Promise<Outcome> => {
  const { action, content } = await exchange.ask(question);
  return said(`${how}: action=${String(action)}, content=${JSON.stringify(content ?? {})}`);
};

const options = (type: string) =>
  ['1', '2', '3'].map((one) => ({ const: `value${one}`, title: `${type} ${one}` }));

const enums: Values = {
  untitledSingle: { ...text, enum: ['option1', 'option2', 'option3'] },
  titledSingle: { ...text, oneOf: options('Option') },
  legacyEnum: {
    ...text,
    enum: ['opt1', 'opt2', 'opt3'],
    enumNames: ['Option One', 'Option Two', 'Option Three'],
  },
  untitledMulti: {
    ...{ type: 'array', minItems: 1, maxItems: 3 },
    items: { ...text, enum: ['option1', 'option2', 'option3'] },
  },
  titledMulti: { type: 'array', minItems: 1, maxItems: 3, items: { anyOf: options('Choice') } },
};

const defaults: Values = {
  name: { ...text, description: 'User name', default: 'John Doe' },
  age: { type: 'integer', description: 'User age', default: 30 },
  score: { type: 'number', description: 'User score', default: 95.5 },
  status: { ...text, enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', description: 'Verification status', default: true },
};

const schema2020: Values = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: { address: { $anchor: 'addressDef', type: 'object', properties: { street: text, city: text } } },
  properties: {
    name: text,
    address: { $ref: '#/$defs/address' },
    contactMethod: { ...text, enum: ['phone', 'email'] },
    phone: text,
    email: text,
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // Keywords of JSON Schema.
  ['then']: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

type Run = OfferedTool['call'];
const nothing: Values = { type: 'object', properties: {} };

const tool = (name: string, run: Run, inputSchema: Values = nothing): readonly [string, OfferedTool] => [
  name,
  { definition: { name, description: `Tests ${name}`, inputSchema }, call: run },
];

const multiRound: Run = async (_call, exchange) => {
  const { round, name } = stateOf(exchange);
  const [one, two] = [exchange.answers?.['step1'], exchange.answers?.['step2']];
  if (round === 1 && one !== undefined)
    return ask(
      { step2: form('What is your favourite colour?', { color: text }, ['color']) },
      {
        ...{ round: 2, name: filled(one, 'name') },
      },
    );
  if (round === 2 && two !== undefined)
    return said(`Multi-round complete for ${String(name)} who likes ${String(filled(two, 'color'))}`);
  return ask({ step1: form('What is your name?', { name: text }, ['name']) }, { round: 1 });
};

const multipleInputs: Run = async (_call, exchange) => {
  const { user_name: user, greeting, client_roots: seen } = exchange.answers ?? {};
  if (user !== undefined && greeting !== undefined && seen !== undefined && exchange.state !== undefined)
    return said(`Name: ${String(filled(user, 'name'))}; Greeting: ${heard(greeting)}`);
  return ask(
    {
      user_name: form('What is your name?', { name: text }, ['name']),
      greeting: sample('Generate a greeting'),
      client_roots: roots,
    },
    { kind: 'multiple-inputs' },
  );
};

const confirmed =
  (words: string): Run =>
  async (_call, exchange) =>
    exchange.state !== undefined && filled(exchange.answers?.['confirm'], 'ok') === true
      ? said(words)
      : ask({ confirm: form('Please confirm', { ok: { type: 'boolean' } }, ['ok']) }, { kind: words });

const byCapabilities: Run = async (_call, exchange) => {
  const { elicitation, sampling } = exchange.clientCapabilities;
  if (exchange.answers !== undefined)
    return said(`capabilities-ok: received ${Object.keys(exchange.answers).join(',')}`);
  const requests = {
    ...(elicitation === undefined
      ? {}
      : { elicit_input: form('Elicitation input', { value: text }, ['value']) }),
    ...(sampling === undefined ? {} : { sample_input: sample('Sample request') }),
  };
  return Object.keys(requests).length === 0
    ? said('No supported capabilities declared')
    : ask(requests, { kind: 'capabilities-test' });
};

const conformance: (readonly [string, OfferedTool])[] = [
  tool('test_simple_text', async () => said('This is a simple text response for testing.')),
  tool('test_image_content', async () => complete(picture)),
  tool('test_audio_content', async () => complete({ type: 'audio', data: sound, mimeType: 'audio/wav' })),
  tool('test_embedded_resource', async () =>
    complete({
      type: 'resource',
      resource: {
        uri: 'test://embedded-resource',
        mimeType: 'text/plain',
        text: 'This is an embedded resource content.',
      },
    }),
  ),
  tool('test_multiple_content_types', async () =>
    complete({ type: 'text', text: 'Multiple content types test:' }, picture, {
      type: 'resource',
      resource: { uri: 'test://mixed', mimeType: 'application/json', text: '{"test":"data","value":123}' },
    }),
  ),
  tool('test_tool_with_logging', (_call, exchange) => logs(exchange)),
  tool('test_logging_tool', (_call, exchange) => logs(exchange)),
  tool('test_tool_with_progress', async ({ meta }, exchange) => {
    for (const progress of [0, 50, 100])
      exchange.progress({ progress, total: 100, message: `Completed step ${progress} of 100` });
    return said(String(meta['progressToken']));
  }),
  tool('test_streaming_elicitation', async (_call, exchange) => {
    exchange.progress({ progress: 50, total: 100 });
    return ask({ value: form('A value', { value: text }) });
  }),
  tool('test_error_handling', async () => ({
    kind: 'complete',
    result: {
      isError: true,
      content: [{ type: 'text', text: 'This tool intentionally returns an error for testing' }],
    },
  })),
  tool(
    'test_sampling',
    async (call, exchange) =>
      said(`LLM response: ${heard(await exchange.ask(sample(String(call.arguments['prompt']))))}`),
    { type: 'object', properties: { prompt: text }, required: ['prompt'] },
  ),
  tool(
    'test_elicitation',
    (call, exchange) =>
      elicit(
        exchange,
        form(String(call.arguments['message']), { response: text }, ['response']),
        'User response',
      ),
    { type: 'object', properties: { message: text }, required: ['message'] },
  ),
  tool('test_elicitation_sep1034_defaults', (_call, exchange) =>
    elicit(exchange, form('Please review the defaults', defaults), 'Elicitation completed'),
  ),
  tool('test_elicitation_sep1330_enums', (_call, exchange) =>
    elicit(exchange, form('Please select options', enums), 'Elicitation completed'),
  ),
  tool('json_schema_2020_12_tool', async (call) => said(JSON.stringify(call.arguments)), schema2020),
  tool('test_missing_capability', async (_call, exchange) =>
    said(heard(await exchange.ask(sample('Anything')))),
  ),
  tool('test_input_required_result_elicitation', async (_call, { answers }) =>
    answers?.['user_name'] === undefined || filled(answers['user_name'], 'name') === undefined
      ? ask({ user_name: form('What is your name?', { name: text }, ['name']) })
      : said(`Hello, ${String(filled(answers['user_name'], 'name'))}!`),
  ),
  tool('test_input_required_result_sampling', async (_call, { answers }) =>
    answers?.['sample_request'] === undefined
      ? ask({ sample_request: sample('What is the capital of France?') })
      : said(`Sampling result: ${heard(answers['sample_request'])}`),
  ),
  tool('test_input_required_result_list_roots', async (_call, { answers }) =>
    answers?.['roots_request'] === undefined
      ? ask({ roots_request: roots })
      : said(`Found ${(answers['roots_request']['roots'] as unknown[]).length} root(s)`),
  ),
  tool('test_input_required_result_request_state', confirmed('state-ok: requestState validated')),
  tool('test_input_required_result_tampered_state', confirmed('integrity-ok: state verified')),
  tool('test_input_required_result_multiple_inputs', multipleInputs),
  tool('test_input_required_result_multi_round', multiRound),
  tool('test_input_required_result_capabilities', byCapabilities),
  tool('test_trigger_tool_change', async (_call, _exchange, tell) => {
    tell('tools');
    return said('Mutation triggered');
  }),
  tool('test_trigger_prompt_change', async (_call, _exchange, tell) => {
    tell('prompts');
    return said('Mutation triggered');
  }),
  tool('test_x_mcp_header', async (call) => said(JSON.stringify(call.arguments)), {
    type: 'object',
    properties: {
      region: { ...text, 'x-mcp-header': 'Region' },
      count: { type: 'integer', 'x-mcp-header': 'Count' },
    },
    required: ['region'],
  }),
];

/** Those that our own tests ask for besides. */
const ours: (readonly [string, OfferedTool])[] = [
  tool('echo', async ({ arguments: given, meta }) => ({
    kind: 'complete',
    result: { content: [{ type: 'text', text: JSON.stringify(given) }], structuredContent: { given, meta } },
  })),
  tool('whole_numbers', async () => ({
    kind: 'complete',
    result: { content: [{ type: 'text', text: '[1,2]' }], structuredContent: [1, 2] },
  })),
  tool('two_questions', async (_call, exchange) => {
    const answers = await Promise.all([
      exchange.ask(form('First?', { value: text })),
      exchange.ask(form('Second?', { value: text })),
    ]);
    const third = await exchange.ask(form('Third?', { value: text }));
    return said([...answers, third].map((answer) => String(filled(answer, 'value'))).join(' '));
  }),
  tool('wait', (_call, exchange) => untilAborted(exchange)),
  tool('fail', async () => {
    throw new HubError('rate_limited', 'Too often. Try again in 3 seconds.', { retryAfter: 3 });
  }),
  tool('break', async () => {
    throw new Error('a secret of the inside');
  }),
];

export const aborted = { count: 0 };
export const waiting = { count: 0 };

const untilAborted = ({ signal, progress }: Exchange): Promise<Outcome> =>
  new Promise((resolve) => {
    waiting.count++;
    progress({ progress: 1 });
    signal.addEventListener('abort', () => {
      aborted.count++;
      waiting.count--;
      resolve(said('aborted'));
    });
  });

export const offeredTools: ReadonlyMap<string, OfferedTool> = new Map([...conformance, ...ours]);
