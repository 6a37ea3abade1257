import { createHash } from 'node:crypto';
import { taskFault } from '../../engine/fault.ts';
import { endpointIn, fillAddress, type Endpoint } from '../address.ts';
import type { CarryOut, FunctionCall } from '../function-call.ts';
import { fieldsIn, isFields, textIn, wrong, type Fields } from '../given.ts';
import { contentOf } from '../http/content.ts';
import { addressShown } from '../http/shown.ts';
import type { Sender } from '../http/send.ts';
import { answerTo, messagesOf, resultOf, rpcText } from './json-rpc.ts';

const streaming: ReadonlySet<string> = new Set(['message/stream', 'tasks/resubscribe']);
const sending: ReadonlySet<string> = new Set(['message/send', 'message/stream']);
const methods = [
  ...sending,
  ...['tasks/get', 'tasks/list', 'tasks/cancel', 'tasks/resubscribe'],
  ...['set', 'get', 'list', 'delete'].map((verb) => `tasks/pushNotificationConfig/${verb}`),
  'agent/getAuthenticatedExtendedCard',
];

/** Agents take their time; the task's own limit ends them. */
const limits = { redirects: 0, headersMs: 300_000, idleMs: 300_000, totalMs: 900_000 };
const mostResults = 10_000;

/** `call: a2a`: JSON-RPC to an agent, found by its card or by its address. */
export const openA2aCall =
  (sender: Sender): CarryOut =>
  async (call) => {
    const given = call.with;
    const method = methodIn(given);
    const params = parametersIn(call, method);
    const { uri: url, authentication } = await agentIn(call, sender);
    const request = { id: 1, method, ...(params === undefined ? {} : { params }) };
    const headers = {
      'content-type': 'application/json',
      accept: streaming.has(method) ? 'text/event-stream' : 'application/json',
    };
    const answered = await sender.ask(
      { method: 'POST', url, headers, body: rpcText(request) },
      { call, authentication, redirect: false, limits },
    );
    const messages = messagesOf(answered, url);
    const output = streaming.has(method)
      ? await resultsOf(messages, method)
      : await answerTo(messages, request, url);
    const { authorization } = answered;
    return authorization === undefined ? { output } : { output, authorization };
  };

const methodIn = (given: Fields): string => {
  const method = textIn(given, 'method');
  if (methods.includes(method)) return method;
  throw wrong('method', method, `one of ${methods.join(', ')}`);
};

const parametersIn = (call: FunctionCall, method: string): Fields | undefined => {
  const given = call.with['parameters'] ?? undefined;
  if (given === undefined) {
    if (sending.has(method)) throw wrong('parameters', given, 'an object with "message"');
    return undefined;
  }
  const parameters = fieldsIn(call.with, 'parameters');
  if (!sending.has(method)) return parameters;
  const message = fieldsIn(parameters, 'parameters.message');
  const defaults = { kind: 'message', messageId: messageId(call.idempotencyKey), role: 'user' };
  return { ...parameters, message: { ...defaults, ...message } };
};

/** A UUID made of the key of the call: the agent knows a message that is sent again. */
const messageId = (key: string): string => {
  const hex = createHash('sha256').update(key).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const agentIn = async (call: FunctionCall, sender: Sender): Promise<Endpoint> => {
  const given = call.with;
  if (given['agentCard'] === undefined || given['agentCard'] === null) {
    const { uri, authentication } = endpointIn(given, 'server');
    return { uri: fillAddress(uri, call.input), authentication };
  }
  const card = endpointIn(fieldsIn(given, 'agentCard'), 'agentCard.endpoint');
  const url = fillAddress(card.uri, call.input);
  const { authentication } = card;
  const request = { method: 'GET', url, headers: { accept: 'application/json' } };
  const { received } = await sender.send(request, { call, authentication, redirect: true });
  const content = contentOf(received);
  const uri = addressIn(content.kind === 'value' ? content.value : undefined);
  if (uri === undefined || !URL.canParse(uri))
    throw taskFault(
      'configuration',
      `The agent card at ${addressShown(url)} names no address that speaks JSON-RPC.`,
    );
  // What lets us read the card is for whoever gave it, not for whom it names.
  const isSame = URL.parse(uri)?.origin === URL.parse(url)?.origin;
  return { uri, authentication: isSame ? authentication : undefined };
};

/** Where the agent speaks JSON-RPC: cards of A2A 0.x name one address and others beside it, those of 1.0 a list. */
const addressIn = (card: unknown): string | undefined => {
  if (!isFields(card)) return undefined;
  const { url, preferredTransport = 'JSONRPC' } = card;
  if (preferredTransport === 'JSONRPC' && typeof url === 'string') return url;
  const listed = [card['supportedInterfaces'], card['additionalInterfaces']].flatMap((list: unknown) =>
    Array.isArray(list) ? list.filter(isFields) : [],
  );
  const found = listed.find((one) => (one['protocolBinding'] ?? one['transport']) === 'JSONRPC')?.['url'];
  return typeof found === 'string' ? found : undefined;
};

const resultsOf = async (messages: AsyncIterable<Fields>, method: string): Promise<unknown[]> => {
  const results: unknown[] = [];
  for await (const message of messages) {
    if (message['method'] !== undefined) continue;
    if (results.length === mostResults)
      throw taskFault('runtime', `The agent sent more than ${mostResults} results for "${method}".`);
    results.push(resultOf(message, method));
  }
  return results;
};
