/** What `connector:new` writes: a small desk of requests, and an API that plays it. `kit`: where the hub's types stand. */
export const exampleFiles = (name: string, kit: string): Readonly<Record<string, string>> => ({
  'tsconfig.json': `${JSON.stringify(compiler(kit), null, 2)}\n`,
  'connector.ts': connector(name),
  'example-api.mjs': api,
  '.env': env,
  '.gitignore': '.env\n',
  'exchanges/create-request.json': `${JSON.stringify(created, null, 2)}\n`,
  'exchanges/list-requests.json': `${JSON.stringify(listed, null, 2)}\n`,
  'exchanges/close-all.json': `${JSON.stringify(closed, null, 2)}\n`,
});

/** For the editor: what is wrong is underlined. Nothing is compiled. */
const compiler = (kit: string) => ({
  compilerOptions: {
    ...{ target: 'es2024', module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true },
    ...{ allowImportingTsExtensions: true, types: [], paths: { 'app-connect': [kit] } },
  },
  include: ['connector.ts'],
});

const connector = (
  name: string,
): string => `// For the editor only: Node leaves types out, and the hub hands the kit in.
type Kit = import('app-connect').ConnectorKit;

export default ({ defineConnector, operation, z }: Kit) => {
  const request = z
    .looseObject({ id: z.int(), subject: z.string(), status: z.enum(['open', 'closed']) })
    .meta({ id: 'Request' });

  return defineConnector({
    name: '${name}',
    title: 'Example desk',
    version: '1.0.0',
    description: 'Requests of customers.',
    servers: [{ url: 'https://desk.example.com/v1' }],
    auth: {
      apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'From the settings of the desk.' },
    },
    settings: { testOperation: 'listRequests' },
    operations: {
      // One request: the hub does the rest.
      createRequest: operation({
        summary: 'Make a request',
        method: 'POST',
        path: '/requests',
        input: z.object({ subject: z.string().min(1), email: z.email().optional() }),
        output: request,
      }),
      listRequests: operation({
        summary: 'Requests, the oldest first',
        method: 'GET',
        path: '/requests',
        input: z.object({
          status: z.enum(['open', 'closed']).optional(),
          limit: z.int().min(1).max(100).default(50),
          after: z.string().optional(),
        }),
        output: z.looseObject({ items: z.array(request), next: z.string().nullable() }),
        paging: { kind: 'cursor', argument: 'after', next: '/next', items: '/items' },
      }),
      // More than one request: a function. What it sends goes the same way.
      closeAll: operation({
        summary: 'Close all open requests',
        input: z.object({ most: z.int().min(1).max(100).default(10) }),
        output: z.object({ closed: z.array(z.int()) }),
        run: async ({ most }, { request: send }) => {
          const { output } = await send({ method: 'GET', path: '/requests', query: { status: 'open', limit: most } });
          const closed: number[] = [];
          for (const { id } of (output as { items: { id: number }[] }).items) {
            await send({ method: 'PATCH', path: '/requests/{id}', params: { id }, json: { status: 'closed' } });
            closed.push(id);
          }
          return { closed };
        },
      }),
    },
  });
};
`;

const api = `// The API of the example, in memory: node example-api.mjs
import { createServer } from 'node:http';

const requests = [
  { id: 1, subject: 'The printer is on fire', status: 'open' },
  { id: 2, subject: 'Where is my parcel?', status: 'open' },
];

const server = createServer(async (request, response) => {
  const answer = (status, value) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (request.headers['x-api-key'] !== 'let-me-in') return answer(401, { message: 'Wrong API key' });
  const url = new URL(request.url, 'http://localhost');
  const chunks = await Array.fromAsync(request);
  const body = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
  if (request.method === 'POST' && url.pathname === '/v1/requests') {
    const made = { id: requests.length + 1, subject: body.subject, status: 'open' };
    requests.push(made);
    return answer(201, made);
  }
  if (request.method === 'GET' && url.pathname === '/v1/requests') {
    const status = url.searchParams.get('status');
    const after = Number(url.searchParams.get('after') ?? 0);
    const limit = Number(url.searchParams.get('limit') ?? 50);
    const fitting = requests.filter((one) => one.id > after && (status === null || one.status === status));
    const items = fitting.slice(0, limit);
    return answer(200, { items, next: fitting.length > limit ? String(items.at(-1).id) : null });
  }
  const found = requests.find((one) => url.pathname === \`/v1/requests/\${one.id}\`);
  if (request.method === 'PATCH' && found) return answer(200, Object.assign(found, body));
  answer(404, { message: 'There is nothing here' });
});

server.listen(4010, '127.0.0.1', () => console.log('The desk answers at http://127.0.0.1:4010/v1'));
`;

const env = `# Values to try the connector with, on this machine only: <SCHEME>_<FIELD>.
API_KEY_KEY=let-me-in
# Where the API is called instead of its own address.
SERVER_URL=http://127.0.0.1:4010/v1
`;

const base = 'https://desk.example.com/v1/requests';
const connection = { values: { apiKey: { key: 'test-key' } }, variables: {}, facts: {} };
const headers = { 'x-api-key': 'test-key' };
const one = { id: 1, subject: 'The printer is on fire', status: 'open' };
const two = { id: 2, subject: 'Where is my parcel?', status: 'open' };

const created = {
  about: 'a request is made',
  from: 'modelled',
  connection,
  call: { operation: 'createRequest', input: { subject: 'No light in room 4' } },
  exchanges: [
    {
      request: { method: 'POST', url: base, headers, json: { subject: 'No light in room 4' } },
      answer: { status: 201, json: { id: 3, subject: 'No light in room 4', status: 'open' } },
    },
  ],
  expect: { output: { id: 3, subject: 'No light in room 4', status: 'open' } },
};

const listed = {
  about: 'two pages are read as one list',
  from: 'modelled',
  connection,
  call: { operation: 'listRequests', input: { limit: 1 }, all: true },
  exchanges: [
    {
      request: { method: 'GET', url: `${base}?limit=1`, headers },
      answer: { status: 200, json: { items: [one], next: '1' } },
    },
    {
      request: { method: 'GET', url: `${base}?limit=1&after=1`, headers },
      answer: { status: 200, json: { items: [two], next: null } },
    },
  ],
  expect: { output: [one, two] },
};

const closed = {
  about: 'every open request is closed',
  from: 'modelled',
  connection,
  call: { operation: 'closeAll', input: {} },
  exchanges: [
    {
      request: { method: 'GET', url: `${base}?status=open&limit=10`, headers },
      answer: { status: 200, json: { items: [one], next: null } },
    },
    {
      request: { method: 'PATCH', url: `${base}/1`, headers, json: { status: 'closed' } },
      answer: { status: 200, json: { ...one, status: 'closed' } },
    },
  ],
  expect: { output: { closed: [1] } },
};
