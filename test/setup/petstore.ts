import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the conformance kit calls at petstore.swagger.io and httpbin.org, on loopback. */
export interface Petstore {
  readonly url: string;
  stop(): Promise<void>;
}

const pets = [
  { id: 1, name: 'Rex', status: 'available' },
  { id: 2, name: 'Mia', status: 'available' },
];

const document = {
  swagger: '2.0',
  info: { title: 'Petstore', version: '1.0.0' },
  basePath: '/v2',
  schemes: ['http'],
  paths: {
    '/pet/findByStatus': {
      get: {
        operationId: 'findPetsByStatus',
        parameters: [
          {
            name: 'status',
            in: 'query',
            required: true,
            type: 'array',
            items: { type: 'string' },
            collectionFormat: 'multi',
          },
        ],
        responses: { 200: { description: 'pets', schema: { type: 'array', items: { type: 'object' } } } },
      },
    },
    '/pet/{petId}': {
      get: {
        operationId: 'getPetById',
        parameters: [{ name: 'petId', in: 'path', required: true, type: 'integer' }],
        responses: { 200: { description: 'a pet', schema: { type: 'object' } } },
      },
    },
  },
};

export const startPetstore = async (): Promise<Petstore> => {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://petstore');
    const say = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const steps = url.pathname.split('/').slice(1);
    if (url.pathname === '/v2/swagger.json') return say(200, { ...document, host: request.headers.host });
    if (url.pathname === '/v2/pet/findByStatus') {
      return say(
        200,
        pets.filter(({ status }) => url.searchParams.getAll('status').includes(status)),
      );
    }
    const pet = steps[0] === 'v2' && steps[1] === 'pet' && pets.find(({ id }) => String(id) === steps[2]);
    if (pet !== false && pet !== undefined) return say(200, pet);
    if (steps[0] === 'basic-auth') {
      const wanted = `Basic ${Buffer.from(`${steps[1]}:${steps[2]}`).toString('base64')}`;
      return request.headers.authorization === wanted ? say(200, { authenticated: true }) : say(401, {});
    }
    say(404, { message: 'Pet not found' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
