import { startUpstream, type Upstream } from '../setup/upstream.ts';

/** What the document of the little API says about signing in. */
interface ContactsSecurity {
  readonly schemes: Readonly<Record<string, unknown>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

const contact = {
  type: 'object',
  required: ['name', 'channel'],
  properties: {
    id: { type: 'string', readOnly: true },
    name: { type: 'string', minLength: 2, description: 'As it is `spoken`.' },
    kind: { type: 'string', enum: ['person', 'company'] },
    age: { type: 'integer', minimum: 0 },
    vip: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string' } },
    born: { type: 'string', format: 'date' },
    address: {
      type: 'object',
      required: ['city'],
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
    channel: {
      oneOf: [
        {
          title: 'E-mail',
          type: 'object',
          required: ['type', 'email'],
          properties: { type: { const: 'email' }, email: { type: 'string', format: 'email' } },
        },
        {
          title: 'Phone',
          type: 'object',
          required: ['type', 'number'],
          properties: { type: { const: 'phone' }, number: { type: 'string' } },
        },
      ],
    },
    manager: { $ref: '#/components/schemas/Contact' },
    extra: { type: 'object', additionalProperties: { type: 'string' } },
  },
} as const;

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const reference = { $ref: '#/components/schemas/Contact' };

/** A document of the API at that address; the second edition has other operations. */
const contactsDocument = (origin: string, how: ContactsSecurity, edition = 1): unknown => ({
  openapi: '3.1.0',
  info: { title: 'Contacts API', version: `${edition}.0.0`, description: 'Who calls, and who is called.' },
  servers: [{ url: origin }],
  security: how.security,
  components: { securitySchemes: how.schemes, schemas: { Contact: contact } },
  paths: {
    '/contacts': {
      get: {
        operationId: 'listContacts',
        summary: 'All contacts',
        tags: ['contacts'],
        parameters: [
          { name: 'kind', in: 'query', schema: { type: 'string', enum: ['person', 'company'] } },
          ...(edition === 1
            ? [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } }]
            : []),
        ],
        responses: { 200: { description: 'They', ...json({ type: 'array', items: reference }) } },
      },
      post: {
        operationId: 'createContact',
        summary: 'A new contact',
        tags: ['contacts'],
        requestBody: { required: true, ...json(reference) },
        responses: { 201: { description: 'It', ...json(reference) } },
      },
    },
    '/contacts/{id}': {
      get: {
        operationId: 'getContact',
        summary: 'One contact',
        tags: ['contacts'],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'It', ...json(reference) } },
      },
      put: { operationId: 'broken', parameters: [{ $ref: '#/components/parameters/none' }], responses: {} },
    },
    '/contacts/{id}/photo': {
      put: {
        operationId: 'putPhoto',
        summary: 'The picture of a contact',
        tags: ['pictures'],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['photo'],
                properties: { photo: { type: 'string', format: 'binary' } },
              },
            },
          },
        },
        responses: { 204: { description: 'Kept' } },
      },
    },
    ...(edition === 1
      ? {
          '/legacy': {
            get: {
              operationId: 'oldList',
              deprecated: true,
              tags: ['legacy'],
              responses: { 200: { description: 'The list of earlier' } },
            },
          },
        }
      : {
          '/teams': {
            get: { operationId: 'listTeams', tags: ['teams'], responses: { 200: { description: 'Teams' } } },
          },
        }),
  },
  webhooks: {
    contactCreated: {
      post: {
        summary: 'Somebody is new',
        requestBody: json(reference),
        responses: { 200: { description: 'Taken' } },
      },
    },
  },
});

const people = [
  { id: 'c1', name: 'Ada Lovelace', kind: 'person' },
  { id: 'c2', name: 'Analytical Engines Ltd', kind: 'company' },
];

/** The API itself: a real server, which also gives out its document. */
export const startContacts = async (how: (origin: string) => ContactsSecurity): Promise<Upstream> => {
  let origin = '';
  const upstream = await startUpstream((request, response, body) => {
    const say = (status: number, value: unknown) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'seen' })
        .end(JSON.stringify(value));
    const url = new URL(request.url ?? '/', origin);
    const edition = /^\/openapi-(\d)\.json$/.exec(url.pathname)?.[1];
    if (edition !== undefined) say(200, contactsDocument(origin, how(origin), Number(edition)));
    else if (url.pathname.endsWith('/photo')) response.writeHead(204).end();
    else if (url.pathname === '/contacts' && request.method === 'POST')
      say(201, { id: 'c3', ...(JSON.parse(body) as object) });
    else if (url.pathname === '/contacts')
      say(
        200,
        people.filter(({ kind }) => kind === (url.searchParams.get('kind') ?? kind)),
      );
    else if (url.pathname === '/contacts/slow') response.setTimeout(0);
    else {
      const found = people.find(({ id }) => url.pathname === `/contacts/${id}`);
      if (found === undefined) say(404, { error: { message: 'There is no such contact' } });
      else say(200, found);
    }
  });
  ({ origin } = upstream);
  return upstream;
};
