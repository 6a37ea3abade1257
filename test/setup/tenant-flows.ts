/** What a space of the tenant matrix has of flows. */

type Make = (
  path: string,
  body: Readonly<Record<string, unknown>>,
  method?: 'PUT',
) => Promise<Readonly<Record<string, unknown>>>;

/** Flows and secrets are named in paths as connectors are: under one name, one object of the matrix stands for all. */
export const makeFlows = async (slug: string, name: string, make: Make): Promise<Record<string, string>> => {
  await make('/api/flows', { text: flowText(slug, name) });
  await make(`/api/flows/${name}/publish`, { note: `canary-of-${slug} note` });
  await make('/api/secrets', { name, value: `canary-of-${slug} secret` }, 'PUT');
  await make(`/api/flows/${name}/tests`, { text: testsText(slug) }, 'PUT');
  const { run } = await make(`/api/flows/${name}/run`, { input: { said: `canary-of-${slug} input` } });
  return { number: '1', run: String(run) };
};

const flowText = (slug: string, name: string): string => `document:
  dsl: '1.0.3'
  namespace: ${slug}
  name: ${name}
  version: '1.0.0'
  title: canary-of-${slug} flow
do:
  - say: { set: { said: canary-of-${slug} } }
`;

const testsText = (slug: string): string => `- name: canary-of-${slug} test
  expect: { output: { said: canary-of-${slug} } }
`;

export const stateOfFlows = `
  (select string_agg(t::text, ',' order by flow) from flow_tests t where space_id = $1),
  (select string_agg(r::text, ',' order by run_id) from flow_runs r where space_id = $1),
  (select string_agg(f::text, ',' order by name) from flows f where space_id = $1),
  (select string_agg(v::text, ',' order by flow, number) from flow_versions v where space_id = $1),
  (select string_agg(s::text, ',' order by name) from flow_secrets s where space_id = $1),`;
