/** What a space of the tenant matrix has of connectors: one of everything that a path can name. */

type Make = (
  path: string,
  body: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>;

/** Where nobody listens: nothing of the matrix may get as far as calling it. */
const nowhere = 'https://nowhere.invalid';

export const makeConnectors = async (slug: string, make: Make): Promise<Record<string, string>> => {
  const connector = `${slug}-shop`;
  const operation = `${slug}_list`;
  const answer = { type: 'array', items: { type: 'object', properties: { id: {} } } };
  await make('/api/connectors/import', {
    name: connector,
    document: {
      openapi: '3.1.0',
      info: { title: `canary-of-${slug} shop`, version: '1' },
      servers: [{ url: nowhere }],
      paths: {
        '/things': {
          get: {
            operationId: operation,
            responses: { 200: { description: '', content: { 'application/json': { schema: answer } } } },
          },
        },
        '/photo': {
          get: {
            operationId: 'photo',
            responses: { 200: { description: '', content: { 'image/png': {} } } },
          },
        },
      },
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    },
  });
  const connection = await make('/api/connections', {
    ...{ connector, name: `canary-of-${slug} account`, alternative: { key: [] } },
    secrets: { key: { key: `canary-of-${slug} secret` } },
  });
  const hook = await make('/api/hooks', { connector, name: `canary-of-${slug} hook`, provider: 'github' });
  const poller = await make('/api/pollers', {
    ...{ connector, operation, name: `canary-of-${slug} poller`, schedule: { everySeconds: 86_400 } },
    tracking: { by: 'ids', items: '', id: '/id', event: 'thing.new' },
  });
  const photo = await make(`/api/operations/${connector}/photo/call`, { connection: 'mock' });
  return {
    fileId: String((photo['output'] as Record<string, unknown>)['blob']),
    ...{ name: connector, connector, operation, version: '1' },
    connectionId: String(connection['id']),
    endpointId: String((hook['endpoint'] as Record<string, unknown>)['id']),
    pollerId: String(poller['id']),
  };
};

/** Apart from what running them changes. */
export const stateOfConnectors = `
  (select string_agg(concat(name, settings, current_version, last_version), ',' order by name) from connectors where space_id = $1),
  (select string_agg(concat(connector, version, state), ',' order by connector, version) from connector_versions where space_id = $1),
  (select string_agg(concat(connection_id, name, state, is_default), ',' order by connection_id) from connections where space_id = $1),
  (select string_agg(concat(endpoint_id, name), ',' order by endpoint_id) from hook_endpoints where space_id = $1),
  (select string_agg(concat(poller_id, name), ',' order by poller_id) from pollers where space_id = $1),`;
