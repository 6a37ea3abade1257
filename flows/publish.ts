import { HubError } from '../core/errors.ts';
import { replaceUses } from './store-uses.ts';
import { replaceTriggers } from './run/store-triggers.ts';
import { checkFlow } from './check/on-demand.ts';
import type { Checked } from './check/check-flow.ts';
import { flowInvalid } from './flow-invalid.ts';
import type { FlowDeps } from './deps.ts';
import type { Tx } from '../platform/db/open.ts';
import { requireTests } from './require-tests.ts';
import { sameResources, type Resource } from './resources/resource.ts';
import { readResources } from './resources/store-resources.ts';
import { holdDraft, noFlow, readDraft, requireFlow, type Flow } from './store-flows.ts';
import { replaceVariableUses } from './variables/store-uses.ts';
import { addVersion, makeCurrent, requireVersion } from './store-versions.ts';

export interface Publication {
  readonly name: string;
  readonly note: string;
  /** A version that was published before; the draft when left out. */
  readonly number?: number | undefined;
  /** The draft that is meant; whichever there is when left out. */
  readonly fence?: number | undefined;
  /** Publishes a draft whose tests fail. */
  readonly ignoreTests?: boolean | undefined;
  readonly by: string;
  readonly byName: string;
}

export interface Published {
  readonly flow: Flow;
  readonly number: number;
  readonly documentVersion: string;
  /** It was in use already. */
  readonly unchanged: boolean;
  readonly checked: Checked;
}

type Deps = Pick<FlowDeps, 'db' | 'catalogue' | 'events' | 'resources'>;

/** Puts a draft, or an earlier version, into use when nothing is wrong with it. */
export const publishFlow = async (
  deps: Deps,
  spaceId: string,
  publication: Publication,
): Promise<Published> => {
  const { name, number, fence } = publication;
  const { text, source, ...draft } = await deps.db.readInSpace(spaceId, async (tx) =>
    number === undefined
      ? { ...(await readDraft(tx, spaceId, name)), source: 'publish' as const }
      : {
          ...{ ...(await requireVersion(tx, spaceId, { name, number })), fence: null },
          source: await readResources(tx, spaceId, { name, number }),
        },
  );
  if (fence !== undefined && draft.fence !== null && draft.fence !== fence) throw moved(name, draft.fence);
  const { catalogue } = deps;
  const checked = await checkFlow(text, { spaceId, catalogue, source, resources: deps.resources });
  const { document, problems, resources } = checked;
  if (document === null || problems.length > 0) throw flowInvalid(name, problems);
  // The tests are those of the draft: going back to an earlier version must not wait for them.
  if (number === undefined && publication.ignoreTests !== true && checked.program !== null)
    await requireTests(deps.db, spaceId, { name, program: checked.program });
  return deps.db.inSpace(spaceId, async (tx) => {
    const now = await holdDraft(tx, spaceId, name);
    if (now === undefined) throw noFlow(name);
    if (draft.fence !== null && now.fence !== draft.fence) throw moved(name, now.fence);
    const before = (await requireFlow(tx, spaceId, name)).published;
    const { version: documentVersion } = document;
    const unchanged =
      before !== null &&
      (number === undefined
        ? await saysTheSame(tx, { spaceId, name, number: before.number, text, resources })
        : number === before.number);
    const published = unchanged
      ? before.number
      : (number ?? (await addVersion(tx, spaceId, { ...publication, documentVersion, text, resources })));
    if (!unchanged) {
      await makeCurrent(tx, spaceId, { name, number: published });
      await replaceTriggers(tx, { spaceId, flow: name, version: published }, document);
      await replaceUses(tx, { spaceId, flow: name }, document);
      await replaceVariableUses(tx, { spaceId, flow: name }, checked.variables);
      const data = { name, number: published, documentVersion };
      await deps.events.publish(tx, spaceId, [{ type: 'flow.published', subject: name, data }]);
    }
    return {
      flow: await requireFlow(tx, spaceId, name),
      ...{ number: published, documentVersion, unchanged, checked },
    };
  });
};

interface Said {
  readonly spaceId: string;
  readonly name: string;
  readonly number: number;
  readonly text: string;
  readonly resources: readonly Resource[];
}

/** Also at the addresses that it takes something from. */
const saysTheSame = async (tx: Tx, { spaceId, text, resources, ...place }: Said): Promise<boolean> =>
  (await requireVersion(tx, spaceId, place)).text === text &&
  sameResources(await readResources(tx, spaceId, place), resources);

const moved = (name: string, fence: number): HubError =>
  new HubError(
    'conflict',
    `The draft of "${name}" was saved meanwhile (${fence}). Look at it, then publish it.`,
    { details: { fence } },
  );
