import { useMemo, useState, useSyncExternalStore } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import type { Problem } from '../../api/problem.ts';
import { useCache, useWrite } from '../../api/queries.tsx';
import type { FlowTrial } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useNotices } from '../../show/notices.tsx';
import { useEventSamples } from '../catalogue/use-event-samples.ts';
import type { FlowShape } from '../document/flow-shape.ts';
import type { FlowEditor } from '../flow-editor.ts';
import { givenNow } from './given-now.ts';
import { readKeptTrial, writeKeptTrial, type Given, type KeptTrial } from './kept-trial.ts';
import { placeKey, placesByKey } from './place-key.ts';
import { eventsThatBegin, pinsNow, wishOf, type Asked } from './trial-wish.ts';
import { useTrialRun, type TrialRun } from './use-trial-run.ts';

/** How a flow is tried out in the editor: what is set up for it, and the run that is shown. */
export interface Trial {
  readonly flow: string;
  readonly shape: FlowShape;
  readonly kept: KeptTrial;
  /** Places of the steps whose output is pinned. */
  readonly pinned: ReadonlySet<string>;
  /** Keys of pins whose step is gone. */
  readonly lost: readonly string[];
  readonly run: TrialRun;
  readonly notes: FlowTrial['notes'];
  readonly busy: boolean;
  /** What it begins with: as it was set up, or what begins the flow. */
  readonly given: Given;
  /** The events that begin the flow, with what they hold as far as connectors say it. */
  readonly events: readonly Record<string, unknown>[];
  /** Why the last one did not begin. */
  readonly problem: Problem | null;
  set(change: Partial<KeptTrial>): void;
  pin(place: string, value: unknown): void;
  unpin(key: string): void;
  begin(asked?: Asked): void;
  stop(): void;
  /** Another run, or none. */
  show(run: string | null): void;
}

interface Shown {
  readonly id: string;
  readonly notes: FlowTrial['notes'];
}

export const useTrial = (flow: string, editor: FlowEditor): Trial => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const state = useSyncExternalStore(editor.subscribe, editor.state);
  const { shape } = state.flow;
  const [kept, setKept] = useState<KeptTrial>(() => readKeptTrial(space, flow));
  const [shown, setShown] = useState<Shown | null>(null);
  const run = useTrialRun(shown?.id ?? null, shape);
  const pins = kept.pins;
  const { pinned, lost } = useMemo(() => {
    const places = placesByKey(shape);
    return {
      pinned: new Set(Object.keys(pinsNow({ pins }, shape))),
      lost: Object.keys(pins).filter((one) => !places.has(one)),
    };
  }, [pins, shape]);

  const told = useEventSamples(shape);
  const events = useMemo(() => eventsThatBegin(shape, told), [shape, told]);
  const given = givenNow(kept.given, events);
  const begun = useWrite((asked: Asked) =>
    answer(
      client.POST('/api/flows/{name}/trial', {
        params: { path: { name: flow } },
        body: wishOf({ text: state.text, shape }, { ...kept, given }, asked),
      }),
    ),
  );
  const stopped = useWrite((id: string) =>
    answer(
      client.POST('/api/runs/{run}/cancel', {
        params: { path: { run: id } },
        body: { reason: t('editor.trial.stoppedBy') },
      }),
    ),
  );
  const set = (change: Partial<KeptTrial>): void => {
    const next = { ...kept, ...change };
    setKept(next);
    if (!writeKeptTrial(space, flow, next)) notices.done(t('editor.trial.notKept'));
  };
  return {
    ...{ flow, shape, kept, pinned, lost, run, set, given, events },
    notes: shown?.notes ?? [],
    busy: begun.busy,
    problem: begun.problem,
    pin: (place, value) => set({ pins: { ...kept.pins, [placeKey(place)]: value } }),
    unpin: (gone) =>
      set({ pins: Object.fromEntries(Object.entries(kept.pins).filter(([one]) => one !== gone)) }),
    begin: (asked = {}) => {
      begun.run(asked).then(
        ({ run: id, notes }) => {
          setShown({ id, notes });
          cache.expire(key('runs'));
        },
        // It is shown where the trial was asked for.
        () => undefined,
      );
    },
    stop: () => {
      if (shown === null) return;
      stopped.run(shown.id).then(
        () => cache.expire(key('runs', 'one', shown.id)),
        (error: unknown) => notices.failed(t('editor.trial.notStopped'), error),
      );
    },
    show: (id) => setShown(id === null ? null : { id, notes: [] }),
  };
};
