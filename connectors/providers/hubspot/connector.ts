import { z } from 'zod';
import { defineConnector } from '../../define/define-connector.ts';
import { operation } from '../../define/operation.ts';
import { changed, told } from './events.ts';
import { addNote, findOrCreateContact } from './functions.ts';
import { associations, crmObject, found, id, objectPath, properties, searchInput, shown } from './objects.ts';

const contactsRead = ['crm.objects.contacts.read'];
const contactsWrite = ['crm.objects.contacts.write'];

export default defineConnector({
  name: 'hubspot',
  title: 'HubSpot',
  version: '1.1.0',
  description: 'Contacts, notes and tickets of HubSpot CRM.',
  servers: [{ url: 'https://api.hubapi.com' }],
  auth: {
    privateApp: { type: 'bearer', description: 'The access token of a private app: pat-….' },
    oauth: {
      type: 'oauth2',
      description: 'Client id and secret stand on the page "Auth" of the app in the developer account.',
      grants: {
        authorizationCode: {
          authorizationUrl: 'https://app.hubspot.com/oauth/authorize',
          tokenUrl: 'https://api.hubapi.com/oauth/v3/token',
          scopes: {
            oauth: 'Sign in; every app needs it',
            'crm.objects.contacts.read': 'See contacts',
            'crm.objects.contacts.write': 'Make and change contacts and notes',
            'crm.objects.owners.read': 'See owners',
            tickets: 'See, make and change tickets',
          },
        },
      },
    },
  },
  security: [{ privateApp: [] }, { oauth: ['oauth'] }],
  settings: { limits: { perSecond: 10 }, testOperation: 'getAccount' },
  operations: {
    getAccount: operation({
      summary: 'Whose token this is',
      method: 'GET',
      path: '/account-info/v3/details',
      input: z.object({}),
      output: z.looseObject({ portalId: z.int(), timeZone: z.string(), uiDomain: z.string() }),
    }),
    createContact: operation({
      summary: 'Make a contact',
      tags: ['contacts'],
      method: 'POST',
      path: '/crm/v3/objects/contacts',
      scopes: contactsWrite,
      input: z.object({ properties: properties('email, firstname, lastname, phone, …'), associations }),
      output: crmObject,
    }),
    getContact: operation({
      summary: 'One contact',
      tags: ['contacts'],
      method: 'GET',
      path: objectPath('contacts', 'contactId'),
      scopes: contactsRead,
      input: z.object({
        contactId: id.describe('Its id, or its value of `idProperty`.'),
        idProperty: z.string().optional().describe('A property with unique values, such as email.'),
        ...shown,
      }),
      fields: { properties: { explode: false }, associations: { explode: false } },
      output: crmObject,
    }),
    updateContact: operation({
      summary: 'Change properties of a contact',
      tags: ['contacts'],
      method: 'PATCH',
      path: objectPath('contacts', 'contactId'),
      scopes: contactsWrite,
      hints: { idempotent: true },
      input: z.object({
        contactId: id,
        idProperty: z.string().optional(),
        properties: properties('Only those that change.'),
      }),
      fields: { idProperty: { in: 'query' } },
      output: crmObject,
    }),
    searchContacts: operation({
      summary: 'Search contacts',
      tags: ['contacts'],
      method: 'POST',
      path: '/crm/v3/objects/contacts/search',
      scopes: contactsRead,
      hints: { readOnly: true },
      input: searchInput,
      output: found,
      paging: { kind: 'cursor', argument: 'after', next: '/paging/next/after', items: '/results' },
    }),
    findOrCreateContact: operation({
      summary: 'The contact with an e-mail address; made when there is none',
      tags: ['contacts'],
      scopes: [...contactsRead, ...contactsWrite],
      hints: { idempotent: true },
      input: z.object({
        email: z.email(),
        properties: properties('Of a contact that is made.').optional(),
      }),
      output: z.object({ contact: crmObject, created: z.boolean() }),
      run: findOrCreateContact,
    }),
    createNote: operation({
      summary: 'Make a note',
      tags: ['notes'],
      method: 'POST',
      path: '/crm/v3/objects/notes',
      scopes: contactsWrite,
      input: z.object({
        properties: z.looseObject({
          hs_timestamp: z.string().describe('When it happened: an instant, or milliseconds since 1970.'),
          hs_note_body: z.string().max(65_536),
          hubspot_owner_id: z.string().optional(),
        }),
        associations,
      }),
      output: crmObject,
    }),
    addNote: operation({
      summary: 'Write a note on a contact, a ticket or both',
      tags: ['notes'],
      scopes: contactsWrite,
      input: z.object({
        text: z.string().min(1).max(65_536),
        contactId: id.optional(),
        ticketId: id.optional(),
        at: z.iso.datetime({ offset: true }).optional().describe('Now when left out.'),
      }),
      output: crmObject,
      run: addNote,
    }),
    createTicket: operation({
      summary: 'Make a ticket',
      tags: ['tickets'],
      method: 'POST',
      path: '/crm/v3/objects/tickets',
      scopes: ['tickets'],
      input: z.object({
        properties: z.looseObject({
          subject: z.string(),
          hs_pipeline_stage: z.string().describe('Id of the stage; listTicketPipelines knows them.'),
          hs_pipeline: z.string().optional(),
          content: z.string().optional(),
          hs_ticket_priority: z.enum(['LOW', 'MEDIUM', 'HIGH', 'URGENT']).optional(),
          hubspot_owner_id: z.string().optional(),
        }),
        associations,
      }),
      output: crmObject,
    }),
    getTicket: operation({
      summary: 'One ticket',
      tags: ['tickets'],
      method: 'GET',
      path: objectPath('tickets', 'ticketId'),
      scopes: ['tickets'],
      input: z.object({ ticketId: id, ...shown }),
      fields: { properties: { explode: false }, associations: { explode: false } },
      output: crmObject,
    }),
    updateTicket: operation({
      summary: 'Change properties of a ticket',
      tags: ['tickets'],
      method: 'PATCH',
      path: objectPath('tickets', 'ticketId'),
      scopes: ['tickets'],
      hints: { idempotent: true },
      input: z.object({ ticketId: id, properties: properties('Only those that change.') }),
      output: crmObject,
    }),
    searchTickets: operation({
      summary: 'Search tickets',
      tags: ['tickets'],
      method: 'POST',
      path: '/crm/v3/objects/tickets/search',
      scopes: ['tickets'],
      hints: { readOnly: true },
      input: searchInput,
      output: found,
      paging: { kind: 'cursor', argument: 'after', next: '/paging/next/after', items: '/results' },
    }),
    listTicketPipelines: operation({
      summary: 'Pipelines of tickets, with their stages',
      tags: ['tickets'],
      method: 'GET',
      path: '/crm/v3/pipelines/tickets',
      scopes: ['tickets'],
      input: z.object({}),
      output: z.looseObject({ results: z.array(z.looseObject({ id: z.string(), label: z.string() })) }),
    }),
    listOwners: operation({
      summary: 'People that contacts and tickets can belong to',
      method: 'GET',
      path: '/crm/v3/owners',
      scopes: ['crm.objects.owners.read'],
      input: z.object({
        email: z.string().optional(),
        limit: z.int().min(1).max(500).default(100),
        after: z.string().optional(),
      }),
      output: z.looseObject({
        results: z.array(z.looseObject({ id: z.string(), email: z.string().optional() })),
      }),
      paging: { kind: 'cursor', argument: 'after', next: '/paging/next/after', items: '/results' },
    }),
  },
  events: {
    'contact.creation': { summary: 'A contact was made', schema: told('contact.creation') },
    'contact.propertyChange': {
      summary: 'A property of a contact changed',
      schema: told('contact.propertyChange', changed),
    },
    'contact.deletion': { summary: 'A contact was deleted', schema: told('contact.deletion') },
    'ticket.creation': { summary: 'A ticket was made', schema: told('ticket.creation') },
    'ticket.propertyChange': {
      summary: 'A property of a ticket changed',
      schema: told('ticket.propertyChange', changed),
    },
  },
});
