import { memo, useRef } from 'react';
import { Card, Frame } from './card.tsx';
import type { Drawing } from './drawing.ts';
import { MiniMap, Surface } from './flow-surface.ts';
import { Lines } from './lines.tsx';
import { EmptyBox, EndPill, PartBox, StopPill, TriggerCard } from './other-nodes.tsx';
import type { CanvasNode } from './to-nodes.ts';
import { useLinesInSight } from './use-sight.ts';
import { zooms } from './viewport.ts';
import styles from './canvas.module.css';

const nodeTypes = {
  card: Card,
  folded: Card,
  frame: Frame,
  part: PartBox,
  trigger: TriggerCard,
  end: EndPill,
  stop: StopPill,
  empty: EmptyBox,
};

const noEdges: never[] = [];
/** So many are seen at a glance: a map of them would only lie above them. */
const fewBoxes = 12;
const mapSize = { width: 150, height: 110 };
const noLink = { hideAttribution: true };

const mapColor = ({ data, type }: CanvasNode): string => {
  if (data.look.problems.length > 0 || data.look.mark?.status === 'failed') return 'var(--hub-failed)';
  if (data.look.chosen) return 'var(--hub-live)';
  return type === 'frame' || type === 'part' ? 'var(--hub-hover)' : 'var(--hub-line-strong)';
};

interface SurfaceProps {
  readonly nodes: CanvasNode[];
  readonly drawing: Drawing;
  readonly taken: ReadonlySet<string>;
  readonly writes: boolean;
  onInit(): void;
  onGround(): void;
}

/** What is seen of the canvas. Readers of the screen have the tree instead: of what is out of sight there is nothing here. */
export const SurfaceView = ({ nodes, drawing, taken, writes, onInit, onGround }: SurfaceProps) => {
  /** A card may move away under the press that chose it: what is let go of over the ground was no click on it. */
  const pressed = useRef<EventTarget | null>(null);
  return (
    <div className={styles['surface']} aria-hidden>
      <Surface<CanvasNode>
        nodes={nodes}
        edges={noEdges}
        nodeTypes={nodeTypes}
        onlyRenderVisibleElements
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        panOnScroll
        zoomOnDoubleClick={false}
        minZoom={zooms.least}
        maxZoom={zooms.most}
        proOptions={noLink}
        onInit={onInit}
        onPointerDownCapture={(event) => (pressed.current = event.target)}
        onPaneClick={(event) => {
          if (event.target === pressed.current) onGround();
        }}
      >
        <LinesInSight drawing={drawing} taken={taken} writes={writes} />
        {drawing.boxes.length > fewBoxes && (
          <MiniMap<CanvasNode>
            pannable
            zoomable
            nodeColor={mapColor}
            nodeBorderRadius={4}
            ariaLabel={null}
            style={mapSize}
          />
        )}
      </Surface>
    </div>
  );
};

type InSightProps = Pick<SurfaceProps, 'drawing' | 'taken' | 'writes'>;

const LinesInSight = memo(({ drawing, taken, writes }: InSightProps) => {
  const lines = useLinesInSight(drawing);
  return <Lines lines={lines} taken={taken} writes={writes} />;
});
LinesInSight.displayName = 'LinesInSight';
