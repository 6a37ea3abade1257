import type { Findings } from '../../flows/text/draft-saver.ts';
import type { FlowEditor } from '../flow-editor.ts';
import type { DiffMarks } from './diff-marks.ts';
import type { Plus } from './drawing.ts';
import type { RunMarks } from './run-marks.ts';

/** Somebody else who is on the flow, and where. */
export interface Visitor {
  readonly name: string;
  readonly color: string;
}

export interface CanvasProps {
  readonly editor: FlowEditor;
  /** Which flow it is: what is folded is kept for each. */
  readonly flow: string;
  readonly findings: Findings;
  /** A run that is drawn over it. */
  readonly marks?: RunMarks | undefined;
  /** What differs from another version. */
  readonly diff?: DiffMarks | undefined;
  /** Steps whose output is pinned. */
  readonly pins?: ReadonlySet<string> | undefined;
  readonly visitors?: ReadonlyMap<string, readonly Visitor[]> | undefined;
  readonly readOnly?: boolean;
  /** A click opens a step, as Enter does: where there is nothing else to do with it. */
  readonly opensAtOnce?: boolean;
  /** A step is looked at; null: the flow itself. */
  onOpen(place: string | null): void;
  /** Something is to come in there. */
  onAdd(plus: Plus): void;
}
