import { z } from 'zod';
import { defineConnector } from '../../define/define-connector.ts';
import { operation } from '../../define/operation.ts';
import { findContact } from './find-contact.ts';
import { caseFields, contactFields, type, id, made, queryResult, record, sfObject } from './records.ts';

export default defineConnector({
  name: 'salesforce',
  title: 'Salesforce',
  version: '1.0.0',
  description: 'Records of any kind by SOQL and by id; cases and contacts with their usual fields.',
  servers: [
    {
      url: '{instance_url}/services/data/v64.0',
      variables: {
        instance_url: {
          description:
            'Salesforce says it when you connect. For a token of your own, enter the server address.',
          fact: 'instance_url',
        },
      },
    },
  ],
  auth: {
    oauth: {
      type: 'oauth2',
      description:
        'A connected app, or an external client app. For a sandbox enter the addresses at test.salesforce.com; for client credentials those of your own domain.',
      grants: {
        authorizationCode: {
          authorizationUrl: 'https://login.salesforce.com/services/oauth2/authorize',
          tokenUrl: 'https://login.salesforce.com/services/oauth2/token',
          scopes: {
            api: 'See and change records',
            refresh_token: 'Stay connected when nobody is signed in',
          },
        },
        clientCredentials: { scopes: {} },
      },
    },
  },
  settings: { testOperation: 'getLimits' },
  operations: {
    query: operation({
      summary: 'Records by SOQL',
      description: 'SELECT Id, Subject FROM Case WHERE IsClosed = false',
      method: 'GET',
      path: '/query',
      scopes: ['api'],
      input: z.object({ q: z.string().min(1).max(100_000) }),
      output: queryResult,
      paging: { kind: 'url', next: '/nextRecordsUrl', items: '/records' },
    }),
    search: operation({
      summary: 'Records by SOSL, over several kinds of objects',
      description: 'FIND {ada@example.com} IN EMAIL FIELDS RETURNING Contact(Id, Name), Lead(Id, Name)',
      method: 'GET',
      path: '/search',
      scopes: ['api'],
      input: z.object({ q: z.string().min(1).max(20_000) }),
      output: z.looseObject({ searchRecords: z.array(sfObject) }),
    }),
    getRecord: operation({
      summary: 'One record',
      method: 'GET',
      path: '/sobjects/{type}/{id}',
      scopes: ['api'],
      input: z.object({ type, id, fields: z.array(z.string()).optional().describe('All when left out.') }),
      fields: { fields: { explode: false } },
      output: sfObject,
    }),
    createRecord: operation({
      summary: 'Make a record',
      method: 'POST',
      path: '/sobjects/{type}',
      scopes: ['api'],
      input: z.object({ type, record }),
      body: { whole: 'record' },
      output: made,
    }),
    updateRecord: operation({
      summary: 'Change fields of a record',
      method: 'PATCH',
      path: '/sobjects/{type}/{id}',
      scopes: ['api'],
      hints: { idempotent: true },
      input: z.object({ type, id, record }),
      body: { whole: 'record' },
    }),
    upsertRecord: operation({
      summary: 'Change the record with a value of an external id, or make it',
      method: 'PATCH',
      path: '/sobjects/{type}/{field}/{value}',
      scopes: ['api'],
      hints: { idempotent: true },
      input: z.object({
        type,
        field: z.string().regex(/^\w+$/).describe('A field that is marked as external id.'),
        value: z.string().min(1),
        record,
      }),
      body: { whole: 'record' },
      output: z.looseObject({ id: z.string(), success: z.boolean(), created: z.boolean() }),
    }),
    deleteRecord: operation({
      summary: 'Delete a record',
      method: 'DELETE',
      path: '/sobjects/{type}/{id}',
      scopes: ['api'],
      input: z.object({ type, id }),
    }),
    describeObject: operation({
      summary: 'The fields of a kind of object',
      method: 'GET',
      path: '/sobjects/{type}/describe',
      scopes: ['api'],
      input: z.object({ type }),
      output: z.looseObject({ name: z.string(), fields: z.array(z.looseObject({ name: z.string() })) }),
    }),
    createCase: operation({
      summary: 'Make a case',
      tags: ['cases'],
      method: 'POST',
      path: '/sobjects/Case',
      scopes: ['api'],
      input: z.object(caseFields),
      output: made,
    }),
    updateCase: operation({
      summary: 'Change a case',
      tags: ['cases'],
      method: 'PATCH',
      path: '/sobjects/Case/{id}',
      scopes: ['api'],
      hints: { idempotent: true },
      input: z.object({ id, ...caseFields, Subject: caseFields.Subject.optional() }),
    }),
    addCaseComment: operation({
      summary: 'Write a comment on a case',
      tags: ['cases'],
      method: 'POST',
      path: '/sobjects/CaseComment',
      scopes: ['api'],
      input: z.object({
        ParentId: id.describe('The case.'),
        CommentBody: z.string().min(1).max(4_000),
        IsPublished: z.boolean().optional().describe('Shown to the customer.'),
      }),
      output: made,
    }),
    createContact: operation({
      summary: 'Make a contact',
      tags: ['contacts'],
      method: 'POST',
      path: '/sobjects/Contact',
      scopes: ['api'],
      input: z.object(contactFields),
      output: made,
    }),
    findContact: operation({
      summary: 'The contact with an e-mail address or a phone number',
      tags: ['contacts'],
      scopes: ['api'],
      hints: { readOnly: true },
      input: z.object({ email: z.email().optional(), phone: z.string().min(3).max(40).optional() }),
      output: z.object({ contact: sfObject.nullable(), more: z.boolean() }),
      run: findContact,
    }),
    getLimits: operation({
      summary: 'How many calls are left today',
      method: 'GET',
      path: '/limits',
      scopes: ['api'],
      input: z.object({}),
      output: z.looseObject({
        DailyApiRequests: z.looseObject({ Max: z.int(), Remaining: z.int() }),
      }),
    }),
  },
});
