import type { Findings } from '../../flows/text/draft-saver.ts';
import type { FlowShape, Step } from '../document/flow-shape.ts';
import type { FlowEditor } from '../flow-editor.ts';
import type { FlowSamples } from './data/samples.ts';
import type { Called } from './use-called.ts';

/** What a tab of the panel is given. */
export interface TabProps {
  readonly editor: FlowEditor;
  readonly step: Step;
  readonly shape: FlowShape;
  readonly called: Called;
  readonly findings: Findings;
  /** Blocks of the steps within it. */
  readonly inner: readonly string[];
  readonly readOnly: boolean;
  readonly samples: FlowSamples;
}
