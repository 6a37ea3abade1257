import { z } from 'zod';
import { defineConnector } from '../../define/define-connector.ts';
import { operation } from '../../define/operation.ts';

const channel = z.string().min(1).describe('Id of a channel, a direct message or a group: C…, D… or G….');
const ts = z
  .string()
  .regex(/^\d+\.\d+$/)
  .describe('The time of a message, by which Slack names it.');
const cursor = z.string().optional().describe('`response_metadata.next_cursor` of the page before.');
const limit = z.int().min(1).max(999).default(200);

const said = { ok: z.literal(true) };
const paged = { response_metadata: z.looseObject({ next_cursor: z.string() }).optional() };

const message = z
  .looseObject({
    ts,
    type: z.string().optional(),
    text: z.string().optional(),
    user: z.string().optional(),
    bot_id: z.string().optional(),
    thread_ts: z.string().optional(),
  })
  .meta({ id: 'Message' });
const conversation = z
  .looseObject({
    id: z.string(),
    name: z.string().optional(),
    is_channel: z.boolean().optional(),
    is_private: z.boolean().optional(),
    is_archived: z.boolean().optional(),
    is_member: z.boolean().optional(),
  })
  .meta({ id: 'Conversation' });
const user = z
  .looseObject({
    id: z.string(),
    name: z.string(),
    real_name: z.string().optional(),
    deleted: z.boolean().optional(),
    profile: z.looseObject({ email: z.string().optional() }).optional(),
  })
  .meta({ id: 'User' });

const content = {
  text: z.string().max(40_000).optional().describe('Also shown in notifications when there are blocks.'),
  blocks: z
    .array(z.looseObject({ type: z.string() }))
    .max(50)
    .optional()
    .describe('Block Kit.'),
  unfurl_links: z.boolean().optional(),
};

const event = z.looseObject({
  type: z.literal('event_callback'),
  event_id: z.string(),
  event_time: z.int(),
  team_id: z.string(),
  event: z.looseObject({ type: z.string() }),
});

export default defineConnector({
  name: 'slack',
  title: 'Slack',
  version: '1.0.0',
  description: 'Post and read messages, find people and channels, and hear of what happens in a workspace.',
  servers: [{ url: 'https://slack.com/api' }],
  auth: {
    botToken: { type: 'bearer', description: 'The bot token of an app that is installed: xoxb-….' },
    oauth: {
      type: 'oauth2',
      description: 'Client id and secret stand on the page "Basic information" of the app.',
      grants: {
        authorizationCode: {
          authorizationUrl: 'https://slack.com/oauth/v2/authorize',
          tokenUrl: 'https://slack.com/api/oauth.v2.access',
          scopes: {
            'chat:write': 'Post messages',
            'channels:read': 'See public channels',
            'groups:read': 'See private channels that the app is in',
            'channels:history': 'Read messages in public channels',
            'groups:history': 'Read messages in private channels that the app is in',
            'channels:manage': 'Make and change public channels',
            'im:write': 'Open direct messages',
            'reactions:write': 'Add reactions',
            'users:read': 'See people',
            'users:read.email': 'See the e-mail addresses of people',
          },
        },
      },
    },
  },
  // Slack answers 200 also when it refuses.
  refusal: {
    place: '/ok',
    value: false,
    reason: '/error',
    passing: ['ratelimited', 'rate_limited', 'internal_error', 'service_unavailable', 'request_timeout'],
  },
  settings: { testOperation: 'testAuth' },
  operations: {
    testAuth: operation({
      summary: 'Whose token this is',
      method: 'POST',
      path: '/auth.test',
      hints: { readOnly: true },
      input: z.object({}),
      output: z.looseObject({ ...said, team: z.string(), team_id: z.string(), user_id: z.string() }),
    }),
    postMessage: operation({
      summary: 'Post a message',
      description: 'With `thread_ts` it is a reply. Either text or blocks have to be given.',
      method: 'POST',
      path: '/chat.postMessage',
      scopes: ['chat:write'],
      input: z.object({
        channel,
        ...content,
        thread_ts: ts.optional(),
        reply_broadcast: z.boolean().optional().describe('Shows a reply in the channel too.'),
      }),
      output: z.looseObject({ ...said, channel: z.string(), ts, message }),
    }),
    updateMessage: operation({
      summary: 'Change a message of the app',
      method: 'POST',
      path: '/chat.update',
      scopes: ['chat:write'],
      hints: { idempotent: true },
      input: z.object({ channel, ts, ...content }),
      output: z.looseObject({ ...said, channel: z.string(), ts }),
    }),
    listConversations: operation({
      summary: 'Channels of the workspace',
      method: 'GET',
      path: '/conversations.list',
      scopes: ['channels:read', 'groups:read'],
      input: z.object({
        types: z
          .array(z.enum(['public_channel', 'private_channel', 'mpim', 'im']))
          .optional()
          .describe('Public channels when left out.'),
        exclude_archived: z.boolean().default(true),
        limit,
        cursor,
      }),
      fields: { types: { explode: false } },
      output: z.looseObject({ ...said, ...paged, channels: z.array(conversation) }),
      paging: {
        kind: 'cursor',
        argument: 'cursor',
        next: '/response_metadata/next_cursor',
        items: '/channels',
      },
    }),
    getConversation: operation({
      summary: 'One channel',
      method: 'GET',
      path: '/conversations.info',
      scopes: ['channels:read', 'groups:read'],
      input: z.object({ channel, include_num_members: z.boolean().optional() }),
      output: z.looseObject({ ...said, channel: conversation }),
    }),
    listMessages: operation({
      summary: 'Messages of a channel, the newest first',
      method: 'GET',
      path: '/conversations.history',
      scopes: ['channels:history', 'groups:history'],
      input: z.object({
        channel,
        oldest: z.string().optional(),
        latest: z.string().optional(),
        limit,
        cursor,
      }),
      output: z.looseObject({ ...said, ...paged, messages: z.array(message), has_more: z.boolean() }),
      paging: {
        kind: 'cursor',
        argument: 'cursor',
        next: '/response_metadata/next_cursor',
        items: '/messages',
      },
    }),
    listReplies: operation({
      summary: 'A message with its replies',
      method: 'GET',
      path: '/conversations.replies',
      scopes: ['channels:history', 'groups:history'],
      input: z.object({ channel, ts, limit, cursor }),
      output: z.looseObject({ ...said, ...paged, messages: z.array(message), has_more: z.boolean() }),
      paging: {
        kind: 'cursor',
        argument: 'cursor',
        next: '/response_metadata/next_cursor',
        items: '/messages',
      },
    }),
    openConversation: operation({
      summary: 'Open a direct message with one or more people',
      method: 'POST',
      path: '/conversations.open',
      scopes: ['im:write'],
      hints: { idempotent: true },
      input: z.object({
        users: z.string().min(1).describe('Ids of people, divided by commas.'),
      }),
      output: z.looseObject({ ...said, channel: z.looseObject({ id: z.string() }) }),
    }),
    createConversation: operation({
      summary: 'Make a channel',
      method: 'POST',
      path: '/conversations.create',
      scopes: ['channels:manage'],
      input: z.object({ name: z.string().min(1).max(80), is_private: z.boolean().optional() }),
      output: z.looseObject({ ...said, channel: conversation }),
    }),
    addReaction: operation({
      summary: 'React to a message',
      method: 'POST',
      path: '/reactions.add',
      scopes: ['reactions:write'],
      input: z.object({
        channel,
        timestamp: ts,
        name: z.string().min(1).describe('Of the emoji, without colons.'),
      }),
      output: z.looseObject(said),
    }),
    lookupUserByEmail: operation({
      summary: 'The person with an e-mail address',
      method: 'GET',
      path: '/users.lookupByEmail',
      scopes: ['users:read', 'users:read.email'],
      input: z.object({ email: z.email() }),
      output: z.looseObject({ ...said, user }),
    }),
    getUser: operation({
      summary: 'One person',
      method: 'GET',
      path: '/users.info',
      scopes: ['users:read'],
      input: z.object({ user: z.string().min(1) }),
      output: z.looseObject({ ...said, user }),
    }),
  },
  events: {
    message: { summary: 'A message was posted, changed or removed', schema: event },
    app_mention: { summary: 'Somebody mentioned the app', schema: event },
    reaction_added: { summary: 'Somebody reacted to a message', schema: event },
    member_joined_channel: { summary: 'Somebody joined a channel', schema: event },
  },
  webhook: {
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'hex',
      signature: { header: 'x-slack-signature', prefix: 'v0=' },
      timestamp: { header: 'x-slack-request-timestamp' },
      signed: 'v0:{timestamp}:{body}',
    },
    events: { name: [{ pointer: '/event/type' }], id: { pointer: '/event_id' } },
    challenge: 'slack',
    secretFrom: 'provider',
  },
});
