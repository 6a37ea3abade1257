import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  openStatelessServer,
  statelessRevision,
  type Classified,
  type Failure,
  type Message,
} from '../sdk/server.ts';
import type { AnswerMethod, CallContext } from './answer-methods.ts';
import { aboutOf, capabilitiesOf, unsaidOf } from './capabilities.ts';
import { codes, refuse } from './failure.ts';
import { wrongArgumentHeader, wrongHeader } from './headers.ts';
import type { Heartbeat } from './heartbeat.ts';
import { messageText } from './message-text.ts';
import type { Offer, Values } from './offer.ts';
import { openReply } from './reply.ts';
import { knownTool } from './tool-index.ts';

type Modern = Extract<Classified, { kind: 'modern' }>;

export interface StatelessDeps {
  readonly heartbeat: Heartbeat;
  readonly answer: AnswerMethod;
  readonly explain: (error: unknown, context: unknown) => Failure;
  listen(message: Message, one: StatelessRequest): Promise<void>;
}

export interface StatelessRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly offer: Offer;
  readonly context: Omit<CallContext, 'clientCapabilities' | 'session'>;
}

/** Statuses of what is refused before an offer is asked; what an offer answers is always 200. */
const statuses: Readonly<Record<number, number>> = {
  [codes.parse]: 400,
  [codes.request]: 400,
  [-32601]: 404,
  [codes.version]: 400,
  [codes.headers]: 400,
};

/** A request of the stateless era, with a server of its own. */
export const answerStateless = async (
  deps: StatelessDeps,
  route: Modern,
  one: StatelessRequest,
): Promise<void> => {
  const { request, response, offer } = one;
  const message = route.message as Message;
  const { id } = message;
  const { revision } = route.classification;
  const refuseWith = (failure: Failure): void => refuse(response, { status: 400, failure, id: id ?? null });
  if (revision !== statelessRevision)
    return refuseWith({
      code: codes.version,
      message: `The revision "${(revision ?? '').slice(0, 40)}" is not spoken here.`,
      data: { supported: [statelessRevision], requested: revision ?? '' },
    });
  if (id === undefined) return void response.writeHead(202).end();
  const wrong = wrongHeader(request.headers, message);
  if (wrong !== undefined) return refuseWith(wrong);
  if (message.method === 'subscriptions/listen') return deps.listen(message, one);
  if (message.method === 'tools/call') {
    const { headers } = await knownTool(offer.tools, String(message.params?.['name']));
    const bad = wrongArgumentHeader(request.headers, headers, message.params?.['arguments']);
    if (bad !== undefined) return refuseWith(bad);
  }
  await serve(deps, message, one);
};

const serve = async (
  { heartbeat, answer, explain }: StatelessDeps,
  message: Message,
  { response, offer, context }: StatelessRequest,
): Promise<void> => {
  const meta = message.params?.['_meta'] as Values;
  const call: CallContext = {
    ...context,
    clientCapabilities: meta['io.modelcontextprotocol/clientCapabilities'] as Values,
    session: undefined,
  };
  // Who has gone already could not be seen to go.
  if (response.destroyed) return;
  // What is refused before anybody was asked is refused at once.
  let atOnce = false;
  const server = await openStatelessServer(
    {
      about: aboutOf(offer),
      instructions: offer.instructions,
      capabilities: capabilitiesOf(offer),
      unsaid: unsaidOf(offer),
      answer,
      explain: (error, asked) => explain(error, asked.context),
      send: (said) => {
        if (said.method !== undefined) return reply.say(JSON.stringify(said));
        const code = said.error?.code;
        const refused = code !== undefined && atOnce ? statuses[code] : undefined;
        reply.end(messageText(said), code === codes.capability ? 400 : (refused ?? 200));
      },
    },
    message,
  );
  // In this era, going away is the cancellation.
  const reply = openReply(response, { heartbeat, onGone: () => server.close() });
  atOnce = true;
  server.receive(message, call);
  atOnce = false;
};
