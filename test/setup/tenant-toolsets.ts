/** What a space of the tenant matrix has of toolsets: one in use, under the name that its connector has. */

type Make = (
  path: string,
  body: Readonly<Record<string, unknown>>,
  method?: 'PUT',
) => Promise<Readonly<Record<string, unknown>>>;

interface Shop {
  readonly slug: string;
  readonly name: string;
  readonly operation: string;
}

export const makeToolsets = async (
  { slug, name, operation }: Shop,
  make: Make,
): Promise<Record<string, string>> => {
  const callable = `${name}.${operation}`;
  const tool = { name: 'list', operation: callable, description: `canary-of-${slug} tool` };
  await make('/api/toolsets', { name, title: `canary-of-${slug} toolset`, tools: [tool] });
  await make(`/api/toolsets/${name}/publish`, { note: `canary-of-${slug} note` });
  const { id, token } = await make('/api/tool-tokens', {
    ...{ toolset: name, facts: { contactId: `canary-of-${slug} contact` } },
  });
  return { callable, tokenId: String(id), toolToken: String(token) };
};

export const stateOfToolsets = `
  (select string_agg(t::text, ',' order by name) from toolsets t where space_id = $1),
  (select string_agg(v::text, ',' order by toolset, number) from toolset_versions v where space_id = $1),
  (select string_agg(p::text, ',' order by toolset, operation) from toolset_pins p where space_id = $1),
  (select string_agg(c::text, ',' order by call_id) from toolset_calls c where space_id = $1),
  (select string_agg(k::text, ',' order by token_id) from tool_tokens k where space_id = $1),`;
