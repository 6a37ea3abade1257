import { z } from 'zod';
import { defineConnector } from '../../define/define-connector.ts';
import { operation } from '../../define/operation.ts';

const id = z.int().min(1);
const priority = z.enum(['low', 'normal', 'high', 'urgent']);
const status = z.enum(['new', 'open', 'pending', 'hold', 'solved', 'closed']);

const comment = z
  .object({
    body: z.string().optional(),
    html_body: z.string().optional().describe('Instead of `body`.'),
    public: z.boolean().optional().describe('False: a note that the customer does not see.'),
    author_id: id.optional(),
    uploads: z.array(z.string()).optional().describe('Tokens that uploadFile answered.'),
  })
  .meta({ id: 'NewComment' });

const ticketFields = {
  subject: z.string().max(150).optional(),
  comment: comment.optional(),
  requester_id: id.optional(),
  assignee_id: id.optional(),
  group_id: id.optional(),
  priority: priority.optional(),
  status: status.optional(),
  type: z.enum(['problem', 'incident', 'question', 'task']).optional(),
  tags: z.array(z.string()).optional(),
  external_id: z.string().optional().describe('Of your own; searchable.'),
  custom_fields: z.array(z.object({ id, value: z.unknown() })).optional(),
};

const ticket = z
  .looseObject({
    id,
    subject: z.string().nullable(),
    description: z.string().nullable().optional(),
    status,
    priority: priority.nullable().optional(),
    requester_id: id.optional(),
    assignee_id: id.nullable().optional(),
    tags: z.array(z.string()).optional(),
    created_at: z.string().optional(),
    updated_at: z.string().optional(),
  })
  .meta({ id: 'Ticket' });
const user = z
  .looseObject({
    id,
    name: z.string(),
    email: z.string().nullable().optional(),
    phone: z.string().nullable().optional(),
    role: z.string().optional(),
  })
  .meta({ id: 'User' });

/** Lists by offset tell the address of the next page, or null. */
const byNextPage = (items: string) => ({ kind: 'url', next: '/next_page', items }) as const;
const nextPage = { next_page: z.string().nullable(), count: z.int() };
const pageInput = {
  per_page: z.int().min(1).max(100).default(100),
  page: z.int().min(1).optional(),
};
/** Lists by cursor, which Zendesk turns on by the size of a page. */
const byLink = (items: string) => ({ kind: 'url', next: '/links/next', items }) as const;
const nextLink = {
  links: z.looseObject({ next: z.string().nullable() }).optional(),
  meta: z.looseObject({ has_more: z.boolean() }).optional(),
};
const pageSize = { pageSize: z.int().min(1).max(100).default(100) };
const pageSizeField = { pageSize: { name: 'page[size]' } };

const event = z.looseObject({
  id: z.string(),
  type: z.string(),
  time: z.string(),
  account_id: z.int(),
  subject: z.string(),
  detail: z.looseObject({ id: z.union([z.string(), z.int()]) }),
  event: z.looseObject({}),
});

export default defineConnector({
  name: 'zendesk',
  title: 'Zendesk Support',
  version: '1.0.0',
  description: 'Tickets, comments and people of Zendesk Support.',
  servers: [
    {
      url: 'https://{subdomain}.zendesk.com/api/v2',
      variables: { subdomain: { description: 'The first part of the address: acme in acme.zendesk.com.' } },
    },
  ],
  auth: {
    apiToken: {
      type: 'basic',
      description: 'User name: your e-mail address followed by /token. Password: an API token.',
    },
    oauth: {
      type: 'oauth2',
      description: 'An OAuth client of the Admin Center, under Apps and integrations.',
      grants: {
        authorizationCode: {
          // Below the account's own address.
          authorizationUrl: '/oauth/authorizations/new',
          tokenUrl: '/oauth/tokens',
          scopes: {
            'tickets:read': 'See tickets and their comments',
            'tickets:write': 'Make and change tickets',
            'users:read': 'See people',
            'users:write': 'Make and change people',
            read: 'See everything; searching needs it',
            write: 'Make and change everything; uploading files needs it',
          },
        },
      },
    },
  },
  settings: { limits: { perMinute: 200 }, testOperation: 'getCurrentUser' },
  operations: {
    createTicket: operation({
      summary: 'Make a ticket',
      description: 'For somebody new, give `requester`; their account is made with the ticket.',
      tags: ['tickets'],
      method: 'POST',
      path: '/tickets',
      scopes: ['tickets:write'],
      hints: { idempotencyHeader: 'idempotency-key' },
      input: z.object({
        ...ticketFields,
        comment,
        requester: z.object({ name: z.string(), email: z.email(), locale_id: id.optional() }).optional(),
      }),
      body: { wrapper: 'ticket' },
      output: z.looseObject({ ticket }),
    }),
    updateTicket: operation({
      summary: 'Change a ticket, or add a comment to it',
      tags: ['tickets'],
      method: 'PUT',
      path: '/tickets/{id}',
      scopes: ['tickets:write'],
      // Sent twice, a comment stands there twice.
      hints: { idempotent: false },
      input: z.object({
        id,
        ...ticketFields,
        safe_update: z
          .boolean()
          .optional()
          .describe('Refuses when somebody changed it after `updated_stamp`.'),
        updated_stamp: z.string().optional().describe('The `updated_at` that you saw.'),
      }),
      body: { wrapper: 'ticket' },
      output: z.looseObject({ ticket }),
    }),
    getTicket: operation({
      summary: 'One ticket',
      tags: ['tickets'],
      method: 'GET',
      path: '/tickets/{id}',
      scopes: ['tickets:read'],
      input: z.object({ id }),
      output: z.looseObject({ ticket }),
    }),
    listTickets: operation({
      summary: 'All tickets that are not archived',
      tags: ['tickets'],
      method: 'GET',
      path: '/tickets',
      scopes: ['tickets:read'],
      input: z.object(pageSize),
      fields: pageSizeField,
      output: z.looseObject({ tickets: z.array(ticket), ...nextLink }),
      paging: byLink('/tickets'),
    }),
    listTicketComments: operation({
      summary: 'The conversation of a ticket',
      tags: ['tickets'],
      method: 'GET',
      path: '/tickets/{id}/comments',
      scopes: ['tickets:read'],
      input: z.object({ id, ...pageSize }),
      fields: pageSizeField,
      output: z.looseObject({
        comments: z.array(z.looseObject({ id, body: z.string(), public: z.boolean(), author_id: z.int() })),
        ...nextLink,
      }),
      paging: byLink('/comments'),
    }),
    search: operation({
      summary: 'Search tickets, people and organizations',
      description: 'In the words of Zendesk: `type:ticket status<solved requester:ada@example.com`.',
      method: 'GET',
      path: '/search',
      scopes: ['read'],
      input: z.object({
        query: z.string().min(1),
        sort_by: z.enum(['updated_at', 'created_at', 'priority', 'status', 'ticket_type']).optional(),
        sort_order: z.enum(['asc', 'desc']).optional(),
        ...pageInput,
      }),
      output: z.looseObject({ results: z.array(z.looseObject({ result_type: z.string() })), ...nextPage }),
      paging: byNextPage('/results'),
    }),
    uploadFile: operation({
      summary: 'Upload a file for a comment',
      tags: ['tickets'],
      method: 'POST',
      path: '/uploads',
      scopes: ['write'],
      input: z.object({
        filename: z.string().min(1),
        file: z
          .union([
            z.object({ base64: z.string(), contentType: z.string().optional() }),
            z.object({ blob: z.string(), contentType: z.string().optional() }),
          ])
          .describe('{"base64": "…"} or {"blob": "…"}, with its contentType.'),
      }),
      fields: { filename: { in: 'query' } },
      body: { kind: 'binary', whole: 'file' },
      output: z.looseObject({ upload: z.looseObject({ token: z.string() }) }),
    }),
    getCurrentUser: operation({
      summary: 'Whose account is used',
      tags: ['users'],
      method: 'GET',
      path: '/users/me',
      scopes: ['users:read'],
      input: z.object({}),
      output: z.looseObject({ user }),
    }),
    getUser: operation({
      summary: 'One person',
      tags: ['users'],
      method: 'GET',
      path: '/users/{id}',
      scopes: ['users:read'],
      input: z.object({ id }),
      output: z.looseObject({ user }),
    }),
    searchUsers: operation({
      summary: 'People by name, e-mail address or phone number',
      tags: ['users'],
      method: 'GET',
      path: '/users/search',
      scopes: ['users:read'],
      input: z.object({
        query: z.string().optional(),
        external_id: z.string().optional(),
        ...pageInput,
      }),
      output: z.looseObject({ users: z.array(user), ...nextPage }),
      paging: byNextPage('/users'),
    }),
    createOrUpdateUser: operation({
      summary: 'Make a person, or change the one with this e-mail address or external id',
      tags: ['users'],
      method: 'POST',
      path: '/users/create_or_update',
      scopes: ['users:write'],
      hints: { idempotent: true },
      input: z.object({
        name: z.string().min(1),
        email: z.email().optional(),
        phone: z.string().optional(),
        external_id: z.string().optional(),
        verified: z.boolean().optional(),
        user_fields: z.record(z.string(), z.unknown()).optional(),
      }),
      body: { wrapper: 'user' },
      output: z.looseObject({ user }),
    }),
  },
  events: {
    'zen:event-type:ticket.created': { summary: 'A ticket was made', schema: event },
    'zen:event-type:ticket.status_changed': { summary: 'The status of a ticket changed', schema: event },
    'zen:event-type:ticket.comment_added': { summary: 'A comment was added to a ticket', schema: event },
  },
  webhook: {
    verification: {
      scheme: 'hmac',
      algorithm: 'sha256',
      encoding: 'base64',
      signature: { header: 'x-zendesk-webhook-signature' },
      timestamp: { header: 'x-zendesk-webhook-signature-timestamp' },
      signed: '{timestamp}{body}',
    },
    events: { name: [{ pointer: '/type' }], id: { pointer: '/id' } },
    secretFrom: 'provider',
  },
});
