import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestHub, type TestHub } from '../setup/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  const contact = {
    type: 'object',
    required: ['email'],
    properties: { email: { type: 'string' }, age: { type: 'integer' } },
    additionalProperties: false,
  };
  const answers = { 200: { description: 'fine' } };
  await hub.request('POST', '/api/connectors/import', {
    body: {
      name: 'crm',
      document: {
        openapi: '3.1.0',
        info: { title: 'CRM', version: '1' },
        servers: [{ url: 'https://crm.invalid' }],
        paths: {
          '/contacts': {
            get: { operationId: 'listContacts', responses: answers },
            post: {
              operationId: 'createContact',
              requestBody: {
                required: true,
                content: {
                  'application/json': {
                    schema: {
                      type: 'object',
                      properties: { contact: { $ref: '#/components/schemas/Contact' } },
                      required: ['contact'],
                    },
                  },
                },
              },
              responses: answers,
            },
          },
        },
        components: {
          schemas: { Contact: contact },
          securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
        },
      },
    },
  });
  await hub.request('POST', '/api/connections', {
    body: {
      ...{ connector: 'crm', name: 'sales', alternative: { key: [] } },
      secrets: { key: { token: 'a secret' } },
    },
  });
});
afterAll(() => hub.stop());

const told = async (call: string): Promise<string[]> => {
  const text = `document: { dsl: '1.0.3', namespace: n, name: f, version: '1.0.0' }\ndo:\n  - a: { ${call} }\n`;
  const { json } = await hub.request('POST', '/api/flows/check', { body: { text } });
  return (json as { problems: { path: string; message: string }[] }).problems.map(
    ({ path, message }) => `${path} ${message}`,
  );
};

test('an operation of a connector is checked with the definitions that it refers to', async () => {
  expect(await told("call: crm.createContact, with: { contact: { email: '${ .mail }' } }")).toEqual([]);
  expect(await told("call: crm.createContact, with: { contact: { age: '${ .a }', agee: 1 } }")).toEqual([
    '/do/0/a/with/contact "email" is missing: the operation needs it.',
    '/do/0/a/with/contact/agee The operation knows no argument "agee". Did you mean "age"?',
  ]);
  expect(await told("call: crm.createContact, with: { contact: { email: '${ .m }', age: old } }")).toEqual([
    '/do/0/a/with/contact/age This must be integer, not "old".',
  ]);
});

test('a name that nearly is one is told with the one that was meant', async () => {
  expect(await told('call: crm.createContacts')).toEqual([
    '/do/0/a/call There is no operation "crm.createContacts" in this space. Did you mean "crm.createContact" or "crm.listContacts"?',
  ]);
  expect(await told('call: crn.listContacts')).toEqual([
    '/do/0/a/call There is no operation "crn.listContacts" in this space. Did you mean "crm.listContacts"?',
  ]);
  expect(await told('call: elsewhere.entirely')).toEqual([
    '/do/0/a/call There is no operation "elsewhere.entirely" in this space.',
  ]);
});

test('the hub’s own operations are called alike, but for those of a signed-in person', async () => {
  expect(await told('call: jobs.list, with: { limit: 5 }')).toEqual([]);
  expect(await told('call: jobs.list, with: { limits: 5 }')).toEqual([
    '/do/0/a/with/limits The operation knows no argument "limits". Did you mean "limit"?',
  ]);
  expect(await told('call: me.get')).toHaveLength(1);
});

test('a connection is known by its name or id, and the mock always', async () => {
  for (const name of ['sales', 'mock'])
    expect(await told(`call: crm.listContacts, metadata: { connection: ${name} }`)).toEqual([]);
  expect(await told('call: crm.listContacts, metadata: { connection: support }')).toEqual([
    '/do/0/a/metadata/connection There is no connection "support" of "crm". Make one, or name one that there is.',
  ]);
});
