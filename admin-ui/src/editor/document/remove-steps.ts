import type { Changed, Words } from '../flow-editor.ts';
import { itemsAt, spotOf, stepsAt, withItems } from './block-items.ts';
import { editFlow } from './edit-flow.ts';
import type { Step } from './flow-shape.ts';
import type { FlowText } from './flow-text.ts';
import { leadPast } from './take-out.ts';

/** What led to them leads to what came after them. Chosen is what stands there now. */
export const removeSteps = (flow: FlowText, places: readonly string[]): Changed => {
  const steps = stepsAt(flow, places);
  if (steps.length === 0) return { text: flow.text };
  const notes: Words[] = [];
  const led = (plain: unknown): unknown => {
    let next = plain;
    for (const [block, gone] of byBlock(steps)) {
      if (isSideBySide(flow, block)) continue;
      const taken = leadPast(itemsAt(next, block), gone);
      notes.push(...taken.notes);
      next = withItems(next, block, taken.items);
    }
    return next;
  };
  const out = (plain: unknown): unknown => {
    let next = plain;
    for (const [block, gone] of byBlock(steps)) {
      next = withItems(
        next,
        block,
        itemsAt(next, block).filter((_, at) => !gone.has(at)),
      );
    }
    return next;
  };
  return editFlow(flow, [({ plain }) => led(plain), ({ plain }) => out(plain)], { chosen: [], notes });
};

/** Blocks that stand inside of others come first: what is around them has moved then. */
export const byBlock = (steps: readonly Step[]): readonly (readonly [string, ReadonlySet<number>])[] => {
  const blocks = new Map<string, Set<number>>();
  for (const step of steps) {
    const { block, index } = spotOf(step);
    blocks.set(block, (blocks.get(block) ?? new Set()).add(index));
  }
  return [...blocks].sort(([one], [other]) => other.split('/').length - one.split('/').length);
};

export const isSideBySide = ({ shape }: FlowText, block: string): boolean => {
  for (const { inner } of shape.steps.values()) {
    for (const one of inner) if (one.block.place === block) return one.role === 'branches';
  }
  return false;
};
