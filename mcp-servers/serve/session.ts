import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { HubError } from '../../core/errors.ts';
import { TurnoverMap } from '../../core/turnover-map.ts';
import { openSessionServer, type Message, type MessageId, type ServerPlan } from '../sdk/server.ts';
import type { CallContext } from './answer-methods.ts';
import type { Heartbeat } from './heartbeat.ts';
import { messageText } from './message-text.ts';
import type { Change } from './offer.ts';
import { openSessionAnswer, type SessionAnswer } from './session-answer.ts';
import { openSessionStream, readEventId, type SessionStream } from './session-stream.ts';

/** A session as it lives in this process: its half of the protocol, its streams, and what is under way. */
export interface Session {
  /** Answered by the protocol itself: the handshake, and what a restored session is told again. */
  settle(message: Message): Promise<Message>;
  /** Answers what the client has posted. */
  post(response: ServerResponse, posted: Posted): void;
  /** What another process has got for this one. */
  deliver(message: Message): void;
  /** Of messages that nobody here waits for: the ids that they are about. */
  strangers(messages: readonly Message[]): { readonly about: MessageId; readonly message: Message }[];
  listen(response: ServerResponse, lastEventId: string | undefined): 'new' | 'resumed' | 'unknown';
  changed(change: Change): void;
  tidy(now: number): void;
  /** The ids that messages for this process can be about. */
  awaited(): MessageId[];
  /** Ends the stream that belongs to no request, so that the client goes elsewhere with it. */
  detach(): void;
  close(): void;
  readonly busy: boolean;
  /** Has a stream of its own, or had until a moment ago. */
  readonly listening: boolean;
}

export interface Posted {
  readonly messages: readonly Message[];
  readonly batch: boolean;
  readonly context: CallContext;
}

export interface SessionOptions {
  readonly plan: Omit<ServerPlan, 'send'>;
  readonly protocol: () => string;
  readonly heartbeat: Heartbeat;
  readonly monotonic: () => number;
}

export const sessionNotFound = (): HubError =>
  new HubError(
    'not_found',
    'There is no such session (any more). Begin one with "initialize", without a session id.',
  );

const mostUnderWay = 256;
const mostStreams = 64;
/** How long what was said on a stream can be asked for again. */
const keepStreamMs = 120_000;

export const openSession = async (options: SessionOptions): Promise<Session> => {
  const { plan, protocol, heartbeat, monotonic } = options;
  const answers = new TurnoverMap<SessionAnswer, MessageId>();
  const settling = new Map<MessageId, (message: Message) => void>();
  /** Questions to the client by the id that it sees: ours are numbers, and another process has the same ones. */
  const questions = new Map<MessageId, { readonly id: MessageId; readonly of: MessageId | undefined }>();
  const streams = new Map<string, SessionStream>();
  let own: SessionStream | undefined;
  let closed = false;

  const openStream = (alone: boolean): SessionStream => {
    const stream = openSessionStream({
      id: randomBytes(12).toString('base64url'),
      primed: protocol() >= '2025-11-25',
      ...{ heartbeat, monotonic, alone },
    });
    streams.set(stream.id, stream);
    for (const [id, { finished, attached }] of streams) {
      if (streams.size <= mostStreams) break;
      if (finished && !attached) streams.delete(id);
    }
    return stream;
  };

  const finished = (id: MessageId): void => {
    answers.delete(id);
    for (const [seen, question] of questions) if (question.of === id) questions.delete(seen);
  };

  const send = (message: Message, related: MessageId | undefined): void => {
    const { id, method } = message;
    if (method === undefined) {
      if (id === undefined) return;
      const settled = settling.get(id);
      if (settled !== undefined) return settled(message);
      const answer = answers.get(id);
      finished(id);
      return answer?.respond(id, messageText(message));
    }
    const outgoing = id === undefined ? withSeenId(message) : asked(message, id, related);
    const text = JSON.stringify(outgoing);
    if (related === undefined) own?.say(text);
    else answers.get(related)?.say(text);
  };

  const asked = (message: Message, id: MessageId, of: MessageId | undefined): Message => {
    const seen = `hub-${randomBytes(12).toString('base64url')}`;
    questions.set(seen, { id, of });
    return { ...message, id: seen };
  };

  /** A question that is taken back, by the id under which the client knows it. */
  const withSeenId = (message: Message): Message => {
    if (message.method !== 'notifications/cancelled') return message;
    const taken = [...questions].find(([, { id }]) => id === message.params?.['requestId']);
    if (taken === undefined) return message;
    questions.delete(taken[0]);
    return { ...message, params: { ...message.params, requestId: taken[0] } };
  };

  const server = await openSessionServer({ ...plan, send });

  /** It can end while a request is on its way to it. */
  const requireOpen = (): void => {
    if (closed) throw sessionNotFound();
  };

  const deliver = (message: Message): void => {
    const { id, method } = message;
    if (method === undefined) {
      const question = id === undefined ? undefined : questions.get(id);
      if (id === undefined || question === undefined) return;
      questions.delete(id);
      return server.receive({ ...message, id: question.id }, undefined);
    }
    server.receive(message, undefined);
    if (method !== 'notifications/cancelled') return;
    const cancelled = message.params?.['requestId'] as MessageId;
    const answer = answers.get(cancelled);
    finished(cancelled);
    answer?.drop(cancelled);
  };

  return {
    settle: (message) =>
      new Promise((resolve) => {
        const id = message.id ?? '';
        settling.set(id, (settled) => {
          settling.delete(id);
          resolve(settled);
        });
        server.receive(message, undefined);
      }),
    post: (response, { messages, batch, context }) => {
      requireOpen();
      const requests = messages.filter(isRequest);
      const ids = requests.map(({ id }) => id);
      if (new Set(ids).size < ids.length || ids.some((id) => answers.has(id)))
        throw new HubError('input_invalid', 'A request with this id is under way. Give each one of its own.');
      if (answers.size + ids.length > mostUnderWay)
        throw new HubError(
          'overloaded',
          `More than ${mostUnderWay} requests are under way in this session. Wait for some of them.`,
          { retryAfter: 1 },
        );
      if (ids.length === 0) response.writeHead(202).end();
      else {
        const answer = openSessionAnswer(response, {
          ids,
          batch,
          heartbeat,
          openStream: () => openStream(false),
        });
        for (const id of ids) answers.set(id, answer);
      }
      for (const message of messages)
        if (isRequest(message)) server.receive(message, context);
        else deliver(message);
    },
    deliver,
    strangers: (messages) =>
      messages.flatMap((message) => {
        const about = aboutOf(message);
        if (about === undefined) return [];
        const known = message.method === undefined ? questions.has(about) : answers.has(about);
        return known ? [] : [{ about, message }];
      }),
    listen: (response, lastEventId) => {
      requireOpen();
      if (lastEventId !== undefined) {
        const event = readEventId(lastEventId);
        const stream = event === undefined ? undefined : streams.get(event.stream);
        if (event === undefined || stream === undefined) return 'unknown';
        stream.attach(response, event.seq);
        return 'resumed';
      }
      // One at a time: the client's newest connection is the one that it reads.
      own?.finish();
      own = openStream(true);
      own.attach(response);
      return 'new';
    },
    changed: (change) => {
      if (own !== undefined) server.changed(change);
    },
    tidy: (now) => {
      for (const [id, stream] of streams) {
        if (stream.attached || now - stream.quietSince < keepStreamMs) continue;
        if (!stream.finished && stream !== own) continue;
        streams.delete(id);
        if (stream === own) own = undefined;
      }
    },
    awaited: () => [...questions.keys(), ...answers.keys()],
    detach: () => own?.detach(),
    close: () => {
      closed = true;
      server.close();
      for (const stream of streams.values()) stream.finish();
      for (const id of [...answers.keys()]) {
        answers.get(id)?.drop(id);
        answers.delete(id);
      }
      streams.clear();
      own = undefined;
    },
    get busy() {
      return answers.size > 0 || streams.size > 0;
    },
    get listening() {
      return own !== undefined;
    },
  };
};

const isRequest = (message: Message): message is Message & { readonly id: MessageId } =>
  message.method !== undefined && message.id !== undefined;

/** Only an answer to a question of ours, and a cancellation, concern a process. */
const aboutOf = ({ id, method, params }: Message): MessageId | undefined => {
  if (method === undefined) return typeof id === 'string' && id.startsWith('hub-') ? id : undefined;
  if (method !== 'notifications/cancelled') return undefined;
  const about = params?.['requestId'];
  return typeof about === 'string' || typeof about === 'number' ? about : undefined;
};
