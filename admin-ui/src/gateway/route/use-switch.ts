import { useHub } from '../../api/hub-context.tsx';
import { useCache, useWrite } from '../../api/queries.tsx';
import type { GatewayFacts } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { isRecord } from '../../schema-form/settle.ts';
import { without } from '../../schema-form/without.ts';
import { useNotices } from '../../show/notices.tsx';
import { documentApi } from '../document/document-api.ts';
import { withField, type Json } from '../document/pipeline-steps.ts';

/** What of a route is on or off. */
interface RouteSwitch {
  isOn(document: Json): boolean;
  turned(document: Json, on: boolean): Json;
  readonly on: {
    readonly note: 'gateway.turnedOn' | 'gateway.publishedNote';
    readonly said: 'gateway.isOn' | 'gateway.isPublished';
  };
  readonly off: {
    readonly note: 'gateway.turnedOff' | 'gateway.hiddenNote';
    readonly said: 'gateway.isOff' | 'gateway.isHidden';
  };
}

/** Whether it takes requests. */
export const power: RouteSwitch = {
  isOn: ({ enabled }) => enabled !== false,
  turned: (document, on) => withField(document, 'enabled', on ? undefined : false),
  on: { note: 'gateway.turnedOn', said: 'gateway.isOn' },
  off: { note: 'gateway.turnedOff', said: 'gateway.isOff' },
};

/** Whether the portal shows it. */
export const publishing: RouteSwitch = {
  isOn: ({ portal }) => isRecord(portal) && portal['published'] === true,
  turned: (document, on) => {
    const portal = isRecord(document['portal']) ? document['portal'] : {};
    const next = on ? { ...portal, published: true } : without(portal, 'published');
    return withField(document, 'portal', Object.keys(next).length === 0 ? undefined : next);
  },
  on: { note: 'gateway.publishedNote', said: 'gateway.isPublished' },
  off: { note: 'gateway.hiddenNote', said: 'gateway.isHidden' },
};

interface Turn {
  readonly what: RouteSwitch;
  readonly on: boolean;
  readonly note: string;
}

/** At once: a version like every other. */
export const switched = async (
  api: ReturnType<typeof documentApi>,
  name: string,
  { what, on, note }: Turn,
): Promise<GatewayFacts> => {
  const { document, version } = await api.read(name);
  return api.save({ ...{ name, note, basedOn: version }, document: what.turned(document, on) });
};

export const useSwitch = (name: string, onSaved: (facts: GatewayFacts) => void) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const write = useWrite((turn: Turn) => switched(documentApi(client, 'pipeline'), name, turn));
  const run = (what: RouteSwitch, on: boolean): void => {
    const { note, said } = on ? what.on : what.off;
    write.run({ what, on, note: t(note) }).then(
      (facts) => {
        cache.change<GatewayFacts>(key('pipelines', 'one', name), () => facts);
        for (const noun of ['pipelines', 'pipeline-versions']) cache.expire(key(noun));
        onSaved(facts);
        notices.done(t(said, { name }), () => run(what, !on));
      },
      (error: unknown) => notices.failed(t('gateway.notSaved'), error),
    );
  };
  return { busy: write.busy, run };
};
