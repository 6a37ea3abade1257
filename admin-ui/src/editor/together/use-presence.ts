import { useEffect, useMemo, useState } from 'react';
import { useLiveNews, useLiveSay, useLiveState } from '../../live/live-context.tsx';
import type { Visitor } from '../canvas/canvas-props.ts';
import type { FlowShape } from '../document/flow-shape.ts';
import { placeKey } from '../trial/place-key.ts';
import { facesOf, visitorsOf, type Face, type Here } from './visitors.ts';

interface Presence {
  /** The others who are on the flow. */
  readonly faces: readonly Face[];
  /** For the canvas. */
  readonly visitors: ReadonlyMap<string, readonly Visitor[]>;
}

interface Looked {
  readonly shape: FlowShape;
  /** Place of the step that is chosen. */
  readonly chosen: string | null;
}

const nobody: readonly Here[] = [];
/** Who goes through a flow by keyboard is not told of at each step. */
const restMs = 200;

/** Who else is on this flow, and tells them which step is looked at here. */
export const usePresence = (flow: string, { shape, chosen }: Looked): Presence => {
  const topic = `flow:${flow}`;
  const step = chosen === null ? null : placeKey(chosen).slice(0, 500);
  const say = useLiveSay();
  const lost = useLiveState() !== 'live';
  const [here, setHere] = useState<readonly Here[]>(nobody);
  useLiveNews(topic, {
    from: () => ({ step }),
    hear: ({ data }) =>
      setHere(data === undefined ? nobody : (data as { readonly here: readonly Here[] }).here),
  });
  useEffect(() => {
    const timer = setTimeout(() => say({ type: 'at', topic, step }), restMs);
    return () => clearTimeout(timer);
  }, [say, topic, step]);
  // Without a socket nobody knows who is there.
  const faces = useMemo(() => facesOf(lost ? nobody : here), [lost, here]);
  const visitors = useMemo(() => visitorsOf(faces, shape), [faces, shape]);
  return { faces, visitors };
};
