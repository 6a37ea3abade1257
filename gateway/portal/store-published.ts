import type { ListQuery, Page } from '../../core/list.ts';
import type { Tx } from '../../platform/db/open.ts';
import { readPage } from '../../platform/db/page.ts';

/** Who publishes a pipeline writes for readers of the portal there; what it says of itself is for those who build it. */
const title = `coalesce(nullif(d.document::json #>> '{portal,title}', ''), d.name)`;
const about = `coalesce(d.document::json #>> '{portal,about}', '')`;

export interface PublishedApi {
  readonly name: string;
  readonly title: string;
  readonly about: string;
}

const from = 'gateway_documents d';
const isPublished = "d.kind = 'pipeline' and d.published and d.enabled";

export const publishedSorts = ['title'] as const;

export const listPublished = (tx: Tx, spaceId: string, list: ListQuery): Promise<Page<PublishedApi>> =>
  readPage<PublishedApi, PublishedApi>(
    tx,
    {
      ...{ select: `d.name, ${title} as title, ${about} as about`, from },
      where: [['d.space_id = ?', spaceId], [isPublished]],
      sorts: { title: { sql: title, type: 'text' } },
      id: 'd.document_id',
      search: ['d.name', title, about],
      item: ({ name, title: shownTitle, about: shownAbout }) => ({
        ...{ name, title: shownTitle, about: shownAbout },
      }),
    },
    list,
  );

export interface PublishedPipeline extends PublishedApi {
  readonly version: number;
  /** JSON, with all that nobody may see. */
  readonly document: unknown;
}

export const findPublished = async (
  tx: Tx,
  spaceId: string,
  name: string,
): Promise<PublishedPipeline | null> => {
  const [row] = await tx.query<PublishedPipeline & { readonly document: string }>(
    `select d.name, ${title} as title, ${about} as about, d.number as version, d.document from ${from}
     where d.space_id = $1 and d.name = $2 and ${isPublished}`,
    [spaceId, name],
  );
  return row === undefined ? null : { ...row, document: JSON.parse(row.document) as unknown };
};

export interface OwnUsage {
  readonly from: string;
  readonly step: 'hour' | 'day';
  readonly consumerId: string;
}

export interface UsedBy {
  readonly key: string;
  readonly requests: number;
  readonly refused: number;
  readonly failed: number;
}

/** Of one consumer, at what is published: that it called anything else is nobody's business here. */
const usageBy = (
  tx: Tx,
  spaceId: string,
  { key, asked }: { readonly key: string; readonly asked: OwnUsage },
) =>
  tx.query<UsedBy>(
    `select ${key} as key, sum(u.requests)::float8 as requests, sum(u.refused)::float8 as refused, sum(u.failed)::float8 as failed
     from gateway_usage u join ${from} on d.space_id = u.space_id and d.name = u.pipeline and ${isPublished}
     where u.space_id = $1 and u.grain = 'hour' and u.at >= $2::timestamptz and u.consumer_id = $3
     group by 1 order by 1 limit 2000`,
    [spaceId, asked.from, asked.consumerId],
  );

const days = `to_char(date_trunc('day', u.at at time zone 'utc'), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const hours = `to_char(u.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

export const usageByTime = (tx: Tx, spaceId: string, asked: OwnUsage): Promise<UsedBy[]> =>
  usageBy(tx, spaceId, { key: asked.step === 'day' ? days : hours, asked });

export const usageByApi = (tx: Tx, spaceId: string, asked: OwnUsage): Promise<UsedBy[]> =>
  usageBy(tx, spaceId, { key: 'u.pipeline', asked });

/** Where the services of a pipeline are: what a document must not tell. */
export const upstreamsOf = async (tx: Tx, spaceId: string, pipeline: string): Promise<string[]> => {
  const rows = await tx.query<{ readonly summary: string }>(
    `select s.summary from ${from} join gateway_documents s on s.space_id = d.space_id and s.kind = 'service'
       and s.name = any (d.services)
     where d.space_id = $1 and d.kind = 'pipeline' and d.name = $2`,
    [spaceId, pipeline],
  );
  return rows.flatMap(({ summary }) => (JSON.parse(summary) as { readonly urls: string[] }).urls);
};
