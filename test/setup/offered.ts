import { HubError } from '../../core/errors.ts';
import type { ToolCaller } from '../../core/ports.ts';
import type { Change, Offer, Offers, Question, Values } from '../../mcp-servers/serve/offer.ts';
import { filled, form, image, offeredTools } from './offered-tools.ts';

/** An offer with everything that the protocol knows, as the official conformance suite wants to meet it. */
export interface TestOffers extends Offers {
  tell(change: Change): void;
  /** How many want to be told. */
  readonly watchers: () => number;
  readonly subscribed: Set<string>;
}

const resource = (name: string, mimeType: string, title: string) => ({
  ...{ uri: `test://${name}`, name, title, mimeType },
  description: `Tests ${name}`,
});

const contents = (uri: string): Values | undefined => {
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
  if (id !== undefined)
    return { uri, mimeType: 'application/json', text: JSON.stringify({ id, data: `Data for ID: ${id}` }) };
  if (uri === 'test://static-binary') return { uri, mimeType: 'image/png', blob: image };
  if (uri === 'test://static-text' || uri === 'test://watched-resource')
    return { uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' };
  return undefined;
};

const user = (content: Values) => ({ role: 'user', content });
const prompt = (name: string, ...names: readonly string[]) => ({
  ...{ name, description: `Tests ${name}` },
  arguments: names.map((argument) => ({ name: argument, description: argument, required: true })),
});
const question: Question = form('What context should the prompt use?', { context: { type: 'string' } });

const messagesOf = (name: string, given: Values): readonly Values[] | undefined => {
  const plain = (text: string) => user({ type: 'text', text });
  if (name === 'test_simple_prompt') return [plain('This is a simple prompt for testing.')];
  if (name === 'test_prompt_with_arguments')
    return [plain(`Prompt with arguments: arg1='${String(given['arg1'])}', arg2='${String(given['arg2'])}'`)];
  if (name === 'test_prompt_with_embedded_resource')
    return [
      user({
        type: 'resource',
        resource: { uri: given['resourceUri'], mimeType: 'text/plain', text: 'Embedded resource content.' },
      }),
      plain('Please process the embedded resource above.'),
    ];
  if (name === 'test_prompt_with_image')
    return [
      user({ type: 'image', data: image, mimeType: 'image/png' }),
      plain('Please analyze the image above.'),
    ];
  return undefined;
};

const definitions = [...offeredTools.values()].map(({ definition }) => definition);

const offer = (toolset: string, tell: (change: Change) => void, subscribed: Set<string>): Offer => ({
  ...{ name: toolset, title: 'Everything', version: '1', instructions: 'Tools of the tests.', logging: true },
  tools: {
    list: async () => ({ items: definitions, ttlMs: 60_000 }),
    call: async (call, exchange) => {
      const tool = offeredTools.get(call.name);
      if (tool === undefined) throw new HubError('not_found', `There is no tool "${call.name}".`);
      return tool.call(call, exchange, tell);
    },
  },
  resources: {
    list: async () => ({
      items: [
        resource('static-text', 'text/plain', 'Static Text Resource'),
        resource('static-binary', 'image/png', 'Static Binary Resource'),
        resource('watched-resource', 'text/plain', 'Watched Resource'),
      ],
      ttlMs: 60_000,
    }),
    templates: async () => ({
      items: [
        {
          ...{ uriTemplate: 'test://template/{id}/data', name: 'template', mimeType: 'application/json' },
          description: 'A resource template with parameter substitution',
        },
      ],
      ttlMs: 60_000,
    }),
    read: async (uri) => {
      const found = contents(uri);
      if (found === undefined)
        throw new HubError('not_found', `There is no resource "${uri}".`, { details: { uri } });
      return { kind: 'complete', result: { contents: [found] }, ttlMs: 1_000 };
    },
    subscribe: async (uri) => void subscribed.add(uri),
    unsubscribe: async (uri) => void subscribed.delete(uri),
  },
  prompts: {
    list: async () => ({
      items: [
        prompt('test_simple_prompt'),
        prompt('test_prompt_with_arguments', 'arg1', 'arg2'),
        prompt('test_prompt_with_embedded_resource', 'resourceUri'),
        prompt('test_prompt_with_image'),
        prompt('test_input_required_result_prompt'),
      ],
      ttlMs: 60_000,
    }),
    get: async (name, given, { answers }) => {
      if (name === 'test_input_required_result_prompt') {
        const context = filled(answers?.['user_context'], 'context');
        return context === undefined
          ? { kind: 'inputRequired', requests: { user_context: question }, state: undefined }
          : {
              kind: 'complete',
              result: {
                messages: [user({ type: 'text', text: `Prompt with context: ${JSON.stringify(context)}` })],
              },
            };
      }
      const messages = messagesOf(name, given);
      if (messages === undefined) throw new HubError('not_found', `There is no prompt "${name}".`);
      return { kind: 'complete', result: { messages } };
    },
  },
  complete: async () => ({ completion: { values: ['paris', 'park'], total: 2, hasMore: false } }),
});

/** Everybody may have `everything`; other names are those of nobody. */
export const openTestOffers = (): TestOffers => {
  const heard = new Set<(change: Change) => void>();
  const subscribed = new Set<string>();
  const tell = (change: Change): void => {
    for (const listener of heard) listener(change);
  };
  const made = offer('everything', tell, subscribed);
  return {
    find: async (_caller: ToolCaller, toolset: string) => (toolset === 'everything' ? made : undefined),
    watch: (_spaceId, _toolset, listener) => {
      const own = (change: Change) => listener(change);
      heard.add(own);
      return () => void heard.delete(own);
    },
    tell,
    watchers: () => heard.size,
    subscribed,
  };
};
