import { instantText } from '../../core/instant-text.ts';
import type { Tx } from '../../platform/db/open.ts';
import type { Resource } from './resource.ts';

export interface ResourcesPlace {
  readonly name: string;
  readonly number: number;
}

/** With the version, in its transaction. They are never changed. */
export const addResources = async (
  tx: Tx,
  spaceId: string,
  { name, number, resources }: ResourcesPlace & { readonly resources: readonly Resource[] },
): Promise<void> => {
  for (const { address, mark, kind, digest, text, fetchedAt } of resources)
    await tx.execute(
      `insert into flow_resources (space_id, flow, number, address, mark, kind, digest, text, fetched_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [spaceId, name, number, address, mark, kind, digest, text, fetchedAt],
    );
};

export const readResources = async (
  tx: Tx,
  spaceId: string,
  { name, number }: ResourcesPlace,
): Promise<Resource[]> => {
  const rows = await tx.query<Omit<Resource, 'fetchedAt'> & { readonly fetchedAt: Date }>(
    `select kind, address, mark, digest, text, fetched_at as "fetchedAt" from flow_resources
     where space_id = $1 and flow = $2 and number = $3 order by address, mark`,
    [spaceId, name, number],
  );
  return rows.map((row) => ({ ...row, fetchedAt: instantText(row.fetchedAt) }));
};

/** Flows whose version in use calls this one as a function: the catalogue `default` holds the flows of the space. */
export const callersOf = async (tx: Tx, spaceId: string, name: string): Promise<string[]> => {
  const rows = await tx.query<{ flow: string }>(
    `select distinct r.flow from flow_resources r
     join flows f on f.space_id = r.space_id and f.name = r.flow and f.published_number = r.number
     where r.space_id = $1 and r.kind = 'flow' and starts_with(r.address, $2 || ':') and r.flow <> $2 order by 1`,
    [spaceId, name],
  );
  return rows.map(({ flow }) => flow);
};

/** Of a version that a function of the catalogue `default` names: the newest that calls itself so. */
export const findCalled = async (
  tx: Tx,
  spaceId: string,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<{ readonly number: number; readonly text: string } | undefined> => {
  const [row] = await tx.query<{ number: number; text: string }>(
    `select number, text from flow_versions where space_id = $1 and flow = $2 and document_version = $3
     order by number desc limit 1`,
    [spaceId, name, version],
  );
  return row;
};
