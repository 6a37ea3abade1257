import { ProtocolError } from '@modelcontextprotocol/client';
import type { Values } from '../../mcp-servers/serve/offer.ts';
import { eventually } from './eventually.ts';
import type { TestClient } from './mcp-client.ts';

/** All that the protocol's reference server has, used once by the official client. */

/** A call of each of its tools; one that is not here is one that nobody has tried. */
const calls: readonly (readonly [tool: string, given: Values])[] = [
  ['echo', { message: 'hello' }],
  ['get-annotated-message', { messageType: 'success', includeImage: true }],
  ['get-annotated-message', { messageType: 'debug' }],
  ['get-env', {}],
  ['get-resource-links', { count: 3 }],
  ['get-resource-reference', { resourceType: 'Text', resourceId: 3 }],
  ['get-resource-reference', { resourceType: 'Blob', resourceId: 2 }],
  ['get-roots-list', {}],
  ['get-structured-content', { location: 'Chicago' }],
  ['get-sum', { a: 2, b: 40 }],
  ['get-sum', { a: 'two' }],
  ['get-tiny-image', {}],
  ['gzip-file-as-resource', { name: 'a.gz', data: 'data:text/plain,hello', outputType: 'resource' }],
  ['gzip-file-as-resource', { name: 'a.gz', data: 'data:text/plain,hello', outputType: 'resourceLink' }],
  // It can only be called as a task, which is said by the server itself.
  ['simulate-research-query', { topic: 'tea' }],
  ['toggle-simulated-logging', {}],
  ['toggle-simulated-logging', {}],
  ['toggle-subscriber-updates', {}],
  ['toggle-subscriber-updates', {}],
  ['trigger-elicitation-request', {}],
  ['trigger-long-running-operation', { duration: 0.2, steps: 2 }],
  ['trigger-sampling-request', { prompt: 'Say it.', maxTokens: 10 }],
  ['trigger-url-elicitation', { url: 'https://a.example/pay', elicitationId: 'one' }],
];

const prompts: readonly (readonly [name: string, given: Readonly<Record<string, string>>])[] = [
  ['simple-prompt', {}],
  ['args-prompt', { city: 'Berlin', state: 'Berlin' }],
  ['args-prompt', {}],
  ['completable-prompt', { department: 'Engineering', name: 'Alice' }],
  ['resource-prompt', { resourceType: 'Text', resourceId: '1' }],
  ['no-such-prompt', {}],
];

const completions = [
  { prompt: 'completable-prompt', argument: { name: 'department', value: 'S' } },
  {
    ...{ prompt: 'completable-prompt', argument: { name: 'name', value: '' } },
    context: { arguments: { department: 'Engineering' } },
  },
  { prompt: 'resource-prompt', argument: { name: 'resourceId', value: '7' } },
  { uri: 'demo://resource/dynamic/text/{resourceId}', argument: { name: 'resourceId', value: '3' } },
] as const;

export interface Tour {
  /** What came of everything, by what was done; also that nothing was left out. */
  readonly found: Values;
  readonly progress: readonly unknown[];
}

export const tour = async ({ client, asked }: TestClient): Promise<Tour> => {
  const found: Record<string, unknown> = {};
  const note = async (name: string, doing: Promise<unknown>): Promise<void> => {
    let key = name;
    for (let again = 2; Object.hasOwn(found, key); again++) key = `${name} (${again})`;
    found[key] = steady(await doing.catch(refusal));
  };
  found['instructions'] = client.getInstructions();
  // Some tools are there only when the server has heard what this client can be asked.
  const tools = await eventually(async () => {
    const listed = (await client.listTools()).tools;
    return listed.some(({ name }) => name === 'get-roots-list') && listed;
  });
  found['tools'] = tools
    // The newer era has no such word.
    .map((tool) => ({ ...tool, execution: undefined }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  found['untried'] = tools.map(({ name }) => name).filter((name) => !calls.some(([tool]) => tool === name));
  const { resources } = await client.listResources();
  found['resources'] = resources;
  found['templates'] = (await client.listResourceTemplates()).resourceTemplates;
  found['prompts'] = (await client.listPrompts()).prompts;
  for (const { uri } of resources) await note(`read ${uri}`, client.readResource({ uri }));
  for (const kind of ['text', 'blob'])
    await note(`read ${kind}`, client.readResource({ uri: `demo://resource/dynamic/${kind}/4` }));
  await note('read none', client.readResource({ uri: 'demo://resource/none' }));
  for (const [name, given] of prompts)
    await note(`get ${name}`, client.getPrompt({ name, arguments: { ...given } }));
  for (const { argument, ...to } of completions) {
    const { prompt, uri, context } = { prompt: undefined, uri: undefined, context: undefined, ...to };
    const ref =
      prompt === undefined
        ? ({ type: 'ref/resource', uri: uri ?? '' } as const)
        : ({ type: 'ref/prompt', name: prompt } as const);
    const asks = { ref, argument, ...(context === undefined ? {} : { context }) };
    await note(`complete ${argument.name}`, client.complete(asks));
  }
  asked.length = 0;
  const progress: unknown[] = [];
  for (const [name, given] of calls) {
    // The client itself tells of the questions that it answers.
    const onprogress = (told: Values): void => void (told['total'] !== undefined && progress.push(told));
    await note(`call ${name}`, client.callTool({ name, arguments: { ...given } }, { onprogress }));
  }
  // For roots the server asks of its own accord, some time after somebody has come: what it got it says to get-roots-list.
  found['asked'] = [...new Set(asked)].filter((question) => question !== 'roots');
  return { found, progress };
};

const refusal = (error: unknown): Values => {
  if (!(error instanceof ProtocolError)) throw error;
  return { refused: error.code, message: error.message, data: error.data };
};

/** What differs each time, or says of each hop what it is: ids, the hour, and for how long an answer may be kept. */
const ofEachHop: ReadonlySet<string> = new Set(['_meta', 'ttlMs', 'cacheScope', 'resultType']);

const steady = (said: unknown): unknown =>
  JSON.parse(
    JSON.stringify(said, (key, value: unknown) => {
      if (ofEachHop.has(key)) return undefined;
      if (typeof value !== 'string') return value;
      const text = key === 'blob' ? Buffer.from(value, 'base64').toString('latin1') : value;
      return text
        .replace(/\d{1,2}:\d\d:\d\d\s?[AP]M/g, '12:00:00 PM')
        .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'an-id');
    }),
  ) as unknown;
