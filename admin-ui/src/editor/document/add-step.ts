import type { Changed } from '../flow-editor.ts';
import { freeName, itemsAt, nameOfItem, withItems } from './block-items.ts';
import { editFlow, type Turn } from './edit-flow.ts';
import type { Spot } from './flow-shape.ts';
import type { FlowText } from './flow-text.ts';
import { pointerTo } from './pointer.ts';

export interface NewStep {
  /** Another one, such as `ask2`, where a step of the list has it already. */
  readonly name: string;
  readonly task: Readonly<Record<string, unknown>>;
}

export const addStep = (flow: FlowText, { block, index }: Spot, { name, task }: NewStep): Changed => {
  const items = itemsAt(flow.plain, block);
  const called = freeName(name, new Set(items.map(nameOfItem)));
  const at = Math.max(0, Math.min(index, items.length));
  const item = { [called]: structuredClone(task) };
  const chosen = [pointerTo(block, at, called)];
  const put: Turn = ({ plain }) => withItems(plain, block, items.toSpliced(at, 0, item));
  return editFlow(flow, [put], { chosen });
};
