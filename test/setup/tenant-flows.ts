import { addRetry } from '../../flows/retries/store.ts';
import type { Tx } from '../../platform/db/open.ts';
import { newId } from '../../platform/ids.ts';

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
  const variable = `v_${slug}`;
  await make('/api/variables', { name: variable, value: `canary-of-${slug} variable` }, 'PUT');
  await make('/api/groups', { name, description: `canary-of-${slug} group` }, 'PUT');
  const { id: approval } = await make('/api/approvals', {
    ...{ question: `canary-of-${slug} question`, group: name, link: true, timeout: 'P30D' },
  });
  return { number: '1', run: String(run), approval: String(approval), variable };
};

/** Without a job it stays as it is. */
export const addIdleRetry = async (tx: Tx, spaceId: string, slug: string): Promise<string> => {
  const retryId = newId('rty');
  const askedByName = `canary-of-${slug} asker`;
  await addRetry(tx, spaceId, { retryId, chosen: { runs: [] }, wanted: '{}', askedBy: '', askedByName });
  return retryId;
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
  (select string_agg(r::text, ',' order by retry_id) from flow_retries r where space_id = $1),
  (select string_agg(f::text, ',' order by name) from flows f where space_id = $1),
  (select string_agg(v::text, ',' order by flow, number) from flow_versions v where space_id = $1),
  (select string_agg(x::text, ',' order by flow, number, address) from flow_resources x where space_id = $1),
  (select string_agg(concat(g::text, m::text), ',' order by g.group_id) from people_groups g
     left join people_group_members m on m.group_id = g.group_id where g.space_id = $1),
  (select string_agg(a::text, ',' order by approval_id) from approvals a where space_id = $1),
  (select string_agg(v::text, ',' order by name, since) from flow_variables v where space_id = $1),
  (select string_agg(s::text, ',' order by name) from flow_secrets s where space_id = $1),`;
