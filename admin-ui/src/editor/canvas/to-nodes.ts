import type { Box, Drawing } from './drawing.ts';
import type { SurfaceNode } from './flow-surface.ts';
import { lookOf, sameLook, type Look, type Looks } from './look.ts';

/** What a box shows, without where it stands: moved along with others it is not drawn again. */
export interface NodeData extends Record<string, unknown> {
  readonly id: string;
  readonly box: Box;
  readonly look: Look;
}

export type CanvasNode = SurfaceNode<NodeData>;

export type ToNodes = (drawing: Drawing, looks: Looks) => CanvasNode[];

const layer = (box: Box): number => {
  if (box.kind === 'frame') return box.depth * 2;
  return box.kind === 'part' ? box.depth * 2 + 1 : 200;
};

const sameContent = (one: Box, other: Box): boolean =>
  one === other ||
  (one.step === other.step &&
    one.kind === other.kind &&
    one.width === other.width &&
    one.height === other.height &&
    one.depth === other.depth &&
    one.then === other.then &&
    one.role === other.role &&
    one.hidden === other.hidden &&
    one.plus === null &&
    other.plus === null);

/** Nodes of a drawing; what looks and stands as before is the same object. */
export const createToNodes = (): ToNodes => {
  let known = new Map<string, CanvasNode>();
  return (drawing, looks) => {
    const next = new Map<string, CanvasNode>();
    for (const box of drawing.boxes) next.set(box.id, nodeOf(box, lookOf(looks, box.id), known.get(box.id)));
    known = next;
    return [...next.values()];
  };
};

const nodeOf = (box: Box, look: Look, before: CanvasNode | undefined): CanvasNode => {
  const sameData = before !== undefined && sameLook(before.data.look, look);
  if (sameData && before.data.box === box) return before;
  const data = sameData && sameContent(before.data.box, box) ? before.data : { id: box.id, box, look };
  const { x, y, width, height } = box;
  const held = box.kind === 'frame' || box.kind === 'part';
  return {
    ...{ id: box.id, type: box.kind, position: { x, y }, width, height, measured: { width, height }, data },
    // What needs no handles and is measured needs no look at the page.
    handles: [],
    zIndex: layer(box),
    // What is under a frame stays within reach.
    style: { pointerEvents: held ? 'none' : 'all' },
  };
};
