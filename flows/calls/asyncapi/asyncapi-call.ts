import type { Clock } from '../../../core/ports.ts';
import type { Egress } from '../../../platform/egress/egress.ts';
import { openYaml } from '../../../platform/yaml.ts';
import { taskFault } from '../../engine/fault.ts';
import type { Authorise } from '../auth/authorise.ts';
import type { CarryOut, FunctionCall } from '../function-call.ts';
import { fieldsIn, isFields, type Fields } from '../given.ts';
import { asFault } from '../http/fault.ts';
import { headersFrom } from '../http/headers.ts';
import { openResource } from '../http/resource.ts';
import type { Sender } from '../http/send.ts';
import { addressShown } from '../http/shown.ts';
import { consume, payloadOf, subscriptionOf } from './consume.ts';
import type { InboundMessage, OutboundMessage } from './message.ts';
import { publishOverHttp, subscribeOverHttp } from './over-http.ts';
import type { OwnKafka } from './own-kafka.ts';
import { findTarget, plainProtocol, type Target } from './target.ts';

interface AsyncApiParts {
  readonly egress: Egress;
  readonly sender: Sender;
  readonly authorise: Authorise;
  readonly clock: Clock;
  readonly ownKafka: OwnKafka | null;
}

/** `call: asyncapi`, over HTTP, WebSocket and Kafka. */
export const openAsyncApiCall = (parts: AsyncApiParts): CarryOut => {
  const { sender, clock } = parts;
  const documentOf = openResource({
    ...{ sender, clock, name: 'document' },
    make: async (address, fetchText) => readDocument(await fetchText(address), address),
  });

  return async (call) => {
    const given = call.with;
    const target = findTarget(await documentOf(call), given, call.input);
    const kind = kindOf(target);
    if (kind === 'kafka') {
      const { openKafkaCall } = await import('./over-kafka.ts');
      return openKafkaCall(parts)(call, target);
    }
    if (given['message'] !== undefined && given['message'] !== null) {
      const message = messageIn(fieldsIn(given, 'message'));
      const options = { call, authentication: given['authentication'], redirect: false };
      if (kind === 'http') return { output: await publishOverHttp(sender, target, { ...message, options }) };
      await publishOverSocket(parts, target, { call, message });
      return { output: null };
    }
    const messages = await consume(call, subscriptionOf(call), (limited) =>
      kind === 'http'
        ? subscribeOverHttp(sender, target, {
            ...{ call: limited, authentication: given['authentication'], redirect: false },
          })
        : subscribeOverSocket(parts, target, limited),
    );
    return { output: messages };
  };
};

const deepest = 64;

const readDocument = (text: string, address: string): Fields => {
  const yaml = openYaml(text, deepest);
  const documents = 'reason' in yaml ? yaml : yaml.construct({ repeated: 'last', maxMergedKeys: 1_000 });
  if ('reason' in documents)
    throw taskFault(
      'configuration',
      `${addressShown(address)}, line ${documents.line}: ${documents.reason}.`,
    );
  const [document] = documents;
  if (isFields(document)) return document;
  throw taskFault('configuration', `${addressShown(address)} is no AsyncAPI document.`);
};

const kindOf = ({ protocol }: Target): 'http' | 'ws' | 'kafka' => {
  const plain = plainProtocol(protocol);
  if (plain === 'http' || plain === 'ws' || plain === 'kafka') return plain;
  throw taskFault(
    'configuration',
    `The protocol "${protocol.slice(0, 40)}" is not offered: flows speak http, ws and kafka. Name another server of the document, or one of these under "protocol".`,
  );
};

const messageIn = (message: Fields): OutboundMessage => ({
  payload: message['payload'],
  headers: headersFrom(message['headers'], 'message.headers'),
});

const openSocket = async (
  { egress, authorise }: AsyncApiParts,
  target: Target,
  sent: { readonly call: FunctionCall; readonly headers: Readonly<Record<string, string>> },
) => {
  const { openWebSocket } = await import('./web-socket.ts');
  const policy = sent.call.with['authentication'];
  const authorised = policy === undefined || policy === null ? undefined : await authorise(policy, sent.call);
  return openWebSocket({
    egress,
    authorised,
    url: target.url,
    headers: sent.headers,
    signal: sent.call.signal,
  });
};

const publishOverSocket = async (
  parts: AsyncApiParts,
  target: Target,
  { call, message }: { readonly call: FunctionCall; readonly message: OutboundMessage },
): Promise<void> => {
  try {
    const socket = await openSocket(parts, target, { call, headers: message.headers });
    try {
      const { payload } = message;
      await socket.send(typeof payload === 'string' ? payload : JSON.stringify(payload ?? null));
    } finally {
      await socket.close();
    }
  } catch (error) {
    throw asFault(error);
  }
};

async function* subscribeOverSocket(
  parts: AsyncApiParts,
  target: Target,
  call: FunctionCall,
): AsyncGenerator<InboundMessage> {
  try {
    const socket = await openSocket(parts, target, { call, headers: {} });
    try {
      for await (const text of socket.texts()) yield { payload: payloadOf(text) };
    } finally {
      await socket.close();
    }
  } catch (error) {
    throw asFault(error);
  }
}
