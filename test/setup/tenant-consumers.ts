/** What a space of the tenant matrix has of consumers: one, with a key. */

type Make = (
  path: string,
  body: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>;

export const makeConsumers = async (slug: string, make: Make): Promise<Record<string, string>> => {
  const { id } = await make('/api/consumers', {
    ...{ name: `canary-of-${slug}`, title: `canary-of-${slug} consumer`, scopes: [`canary-of-${slug}`] },
  });
  const { credential } = await make(`/api/consumers/${String(id)}/credentials`, { kind: 'key' });
  return { consumerId: String(id), credentialId: String((credential as Record<string, unknown>)['id']) };
};

export const stateOfConsumers = `
  (select string_agg(c::text, ',' order by consumer_id) from gateway_consumers c where space_id = $1),
  (select string_agg(k::text, ',' order by credential_id) from gateway_credentials k where space_id = $1),`;
