import type { Log } from '../core/ports.ts';
import { findSpaceBySlug } from '../gateway/spaces/store.ts';
import type { Db } from '../platform/db/open.ts';

/** Says at the start which hosts lead nowhere. It is no reason not to start: the space may be made, or renamed back, at any time. */
export const tellHostsOfNoSpace = async (
  hosts: ReadonlyMap<string, string>,
  { db, log }: { readonly db: Db; readonly log: Log },
): Promise<void> => {
  if (hosts.size === 0) return;
  const slugs = [...new Set(hosts.values())];
  const found = await db.readAsSystem((tx) => Promise.all(slugs.map((slug) => findSpaceBySlug(tx, slug))));
  for (const [host, slug] of hosts) {
    if (found[slugs.indexOf(slug)] !== undefined) continue;
    log.warn('HUB_TRAFFIC_HOSTS names a space that is not there: its host answers 404 until there is one', {
      ...{ setting: `${host}=${slug}`, host, space: slug },
    });
  }
};
