/** What a space of the tenant matrix has of the gateway: a service and a pipeline, under the name that its connector has. */

type Make = (
  path: string,
  body: Readonly<Record<string, unknown>>,
  method?: 'PUT',
) => Promise<Readonly<Record<string, unknown>>>;

export const makeDocuments = async (
  slug: string,
  name: string,
  make: Make,
): Promise<Record<string, string>> => {
  const proxy = { action: { serviceEndpoint: name, auth: `canary-of-${slug}:secret` } };
  await make(
    '/api/services',
    { name, document: { url: 'http://service.example', title: `canary-of-${slug} service` } },
    'PUT',
  );
  await make(
    '/api/pipelines',
    {
      ...{ name, note: `canary-of-${slug} note` },
      document: {
        title: `canary-of-${slug} pipeline`,
        apiEndpoints: { all: { paths: `/canary-of-${slug}/*` } },
        policies: [{ proxy }],
      },
    },
    'PUT',
  );
  return {};
};

export const stateOfDocuments = `
  (select string_agg(d::text, ',' order by document_id) from gateway_documents d where space_id = $1),
  (select string_agg(v::text, ',' order by document_id, number) from gateway_document_versions v where space_id = $1),
  (select string_agg(g::text, ',' order by document_id) from gateway_deleted_documents g where space_id = $1),`;
