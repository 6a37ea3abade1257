import {
  Client,
  StreamableHTTPClientTransport,
  type ClientCapabilities,
  type Transport,
} from '@modelcontextprotocol/client';

/** The official client, with a person behind it who fills in every form with the same words. */
export interface TestClient {
  readonly client: Client;
  /** What it was told besides answers: methods of notifications. */
  readonly told: string[];
  /** What it was asked. */
  readonly asked: string[];
  /** Names a tool and gives the text of its answer. */
  text(name: string, args?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

export const eras = ['sessions', 'stateless'] as const;
export type Era = (typeof eras)[number];

type Elicitation = NonNullable<ClientCapabilities['elicitation']>;

/** `elicitation`: which ways of asking a person it can do. */
export const connectClient = async (
  transport: Transport,
  era: Era,
  elicitation: Elicitation = { form: {} },
): Promise<TestClient> => {
  const told: string[] = [];
  const asked: string[] = [];
  const client = new Client(
    { name: 'the tests', version: '1' },
    {
      capabilities: { elicitation, sampling: {}, roots: {} },
      versionNegotiation: { mode: era === 'sessions' ? 'legacy' : { pin: '2026-07-28' } },
    },
  );
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    asked.push(params.message);
    const names = 'requestedSchema' in params ? Object.keys(params.requestedSchema.properties) : [];
    return {
      action: 'accept',
      content: Object.fromEntries(names.map((name) => [name, `${name} of ${params.message}`])),
    };
  });
  client.setRequestHandler('sampling/createMessage', async () => {
    asked.push('sampling');
    return { role: 'assistant', model: 'a model', content: { type: 'text', text: 'as the model says' } };
  });
  client.setRequestHandler('roots/list', async () => {
    asked.push('roots');
    return { roots: [{ uri: 'file:///home', name: 'home' }] };
  });
  for (const method of [
    'notifications/message',
    'notifications/tools/list_changed',
    'notifications/prompts/list_changed',
    'notifications/resources/list_changed',
    'notifications/resources/updated',
  ] as const)
    client.setNotificationHandler(method, () => void told.push(method));
  await client.connect(transport);
  return {
    ...{ client, told, asked },
    text: async (name, args = {}) => {
      const { content } = await client.callTool({ name, arguments: args });
      return content.map((block) => (block.type === 'text' ? block.text : block.type)).join(' ');
    },
    close: () => client.close(),
  };
};

export const httpTransport = (url: string, token: string): StreamableHTTPClientTransport =>
  new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
