import type { Flow } from '../api/shapes.ts';
import { RunFlow } from './run-flow.tsx';
import { RunList } from './run-list.tsx';

/** The runs of one flow, on its page. */
export const FlowRuns = ({ flow }: { readonly flow: Flow }) => (
  <RunList flow={flow.name} begin={<RunFlow flow={flow} />} />
);
