import { useEffect, useEffectEvent, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useMessages } from '../../messages/messages-context.tsx';
import { useActions } from './actions.ts';
import { HandsContext, TriggerContext, useSteadyHands } from './canvas-context.ts';
import type { CanvasProps } from './canvas-props.ts';
import { SurfaceProvider, useSurface } from './flow-surface.ts';
import { FlowTree } from './flow-tree.tsx';
import { findingsByStep, lookOf, type Looks } from './look.ts';
import { RenameDialog } from './rename-dialog.tsx';
import { linesTaken } from './run-marks.ts';
import { SearchBar } from './search-bar.tsx';
import { searchSteps } from './search-steps.ts';
import { extendTo, foldedAround } from './spots.ts';
import { StepMenu, type MenuSpot } from './step-menu.tsx';
import { SurfaceView } from './surface-view.tsx';
import { createToNodes, type CanvasNode } from './to-nodes.ts';
import { CanvasTools } from './tools.tsx';
import { treeOrder } from './tree-order.ts';
import { triggerOf } from './trigger-text.ts';
import { useDrag } from './use-drag.ts';
import { useDrawing } from './use-drawing.ts';
import { keysOf } from './use-keys.ts';
import { firstView, viewOn, wholeView } from './viewport.ts';
import styles from './canvas.module.css';

/** The flow, drawn. Everything that is done here changes its text. */
export const Canvas = (props: CanvasProps) => (
  <SurfaceProvider>
    <Drawn {...props} />
  </SurfaceProvider>
);

/** In milliseconds. */
const pace = 150;

const Drawn = (props: CanvasProps) => {
  const { editor, findings, marks, diff, pins, visitors, onOpen, onAdd, readOnly = false } = props;
  const { t, language } = useMessages();
  const surface = useSurface<CanvasNode>();
  const frame = useRef<HTMLDivElement>(null);
  const tree = useRef<HTMLDivElement>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState('');
  const [menuAt, setMenuAt] = useState<MenuSpot | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const [said, say] = useState('');
  const { flow, chosen, mistake } = useSyncExternalStore(editor.subscribe, editor.state);
  const { shape } = flow;
  const { drawing, fold } = useDrawing(shape, props.flow);
  const writes = !readOnly && mistake === null;
  const hits = useMemo(() => searchSteps(shape, words), [shape, words]);
  const looks = useMemo(
    (): Looks => ({
      ...findingsByStep(shape, findings),
      chosen,
      pins,
      hits: new Set(hits),
      marks,
      diff,
      visitors,
    }),
    [shape, findings, chosen, pins, hits, marks, diff, visitors],
  );
  const [toNodes] = useState(createToNodes);
  const nodes = useMemo(() => toNodes(drawing, looks), [toNodes, drawing, looks]);
  const entries = useMemo(() => treeOrder(drawing), [drawing]);
  const taken = useMemo(() => linesTaken(drawing, marks), [drawing, marks]);
  const trigger = useMemo(() => triggerOf(shape.value, { t, language }), [shape, t, language]);
  const troubled = useMemo(
    () => [...shape.steps.keys()].filter((place) => looks.problems.has(place)),
    [shape, looks.problems],
  );
  const active = chosen.at(-1) ?? null;

  const frameSize = () => ({
    width: frame.current?.clientWidth ?? 0,
    height: frame.current?.clientHeight ?? 0,
  });
  const focusTree = (): void => tree.current?.focus({ preventScroll: true });
  const toggleFold = (place: string): void => {
    const folded = drawing.byId.get(place)?.kind === 'folded';
    if (!folded && !drawing.columnsIn.has(place) && shape.steps.get(place)?.inner.length === 0) return;
    // What is not to be seen any more cannot be what the keyboard is at.
    if (!folded && chosen.some((one) => one.startsWith(`${place}/`))) editor.choose([place]);
    fold([place], !folded);
    say(
      t(folded ? 'editor.canvas.unfolded' : 'editor.canvas.folded', {
        name: shape.steps.get(place)?.name ?? '',
      }),
    );
  };
  const actions = useActions({
    ...{ editor, writes, onOpen, onAdd, say, fold: toggleFold, askName: setRenaming },
    drawing: () => drawing,
  });
  const startDrag = useDrag({
    frame,
    drawing: () => drawing,
    view: surface.getViewport,
    pan: (view) => void surface.setViewport(view),
    drop: actions.move,
  });
  const press = (event: React.PointerEvent, place: string): void => {
    if (event.button !== 0) return;
    focusTree();
    const { shiftKey, ctrlKey, metaKey } = event;
    const among = chosen.includes(place);
    if (shiftKey) return editor.choose(extendTo(drawing, chosen, place));
    if (ctrlKey || metaKey)
      return editor.choose(among ? chosen.filter((one) => one !== place) : [...chosen, place]);
    if (!among) editor.choose([place]);
    if (!writes) return editor.choose([place]);
    const places = among ? chosen : [place];
    const name = shape.steps.get(place)?.name ?? '';
    const label = places.length === 1 ? name : t('editor.canvas.steps', { count: places.length });
    startDrag(event.nativeEvent, { places, label, onClick: () => editor.choose([place]) });
  };
  const openMenu = (event: React.MouseEvent | null, place: string): void => {
    const bounds = frame.current?.getBoundingClientRect();
    if (bounds === undefined) return;
    if (event !== null) event.preventDefault();
    if (!chosen.includes(place)) editor.choose([place]);
    const box = drawing.byId.get(place);
    const { x, y, zoom } = surface.getViewport();
    const own = { x: ((box?.x ?? 0) + (box?.width ?? 0) / 2) * zoom + x, y: ((box?.y ?? 0) + 40) * zoom + y };
    setMenuAt(event === null ? own : { x: event.clientX - bounds.left, y: event.clientY - bounds.top });
  };
  const click = (place: string): void => {
    if (props.opensAtOnce === true) onOpen(place);
  };
  const hands = useSteadyHands({ press, click, open: onOpen, menu: openMenu, fold: toggleFold, add: onAdd });
  const nextProblem = (by: 1 | -1): void => {
    const at = active === null ? -1 : troubled.indexOf(active);
    const next = troubled[(at + by + (at < 0 && by < 0 ? 1 : 0) + troubled.length) % troubled.length];
    if (next !== undefined) editor.choose([next]);
  };
  // Whatever chose it, here or beside: the step comes into sight.
  const show = useEffectEvent((place: string | null) => {
    if (place === null) return;
    const box = drawing.byId.get(place);
    if (box === undefined) return fold(foldedAround(shape, drawing, place), false);
    const view = viewOn(box, surface.getViewport(), frameSize());
    if (view !== null) void surface.setViewport(view, { duration: pace });
  });
  const hidden = active !== null && !drawing.byId.has(active);
  // Also when less of the canvas is left, as where a panel opens below it.
  useEffect(() => {
    show(active);
    const { current } = frame;
    if (current === null) return;
    const sized = new ResizeObserver(() => show(active));
    sized.observe(current);
    return () => sized.disconnect();
  }, [active, hidden]);
  const zoom = (by: 'in' | 'out' | 'whole'): void => {
    if (by === 'in') void surface.zoomIn({ duration: pace });
    else if (by === 'out') void surface.zoomOut({ duration: pace });
    else void surface.setViewport(wholeView(drawing, frameSize()), { duration: pace });
  };
  const onKeyDown = keysOf({
    ...{ editor, actions, drawing, nextProblem },
    openMenu: () => active !== null && openMenu(null, active),
    search: () => searchField.current?.select(),
  });
  const closeMenu = (): void => {
    setMenuAt(null);
    focusTree();
  };
  const goTo = (place: string): void => editor.choose([place]);
  return (
    <HandsContext value={hands}>
      <TriggerContext value={trigger}>
        <div ref={frame} className={styles['canvas']} data-stale={mistake !== null || undefined}>
          <FlowTree
            handle={tree}
            label={t('editor.canvas.label')}
            shape={shape}
            entries={entries}
            active={active}
            lookOf={(place) => lookOf(looks, place)}
            onKeyDown={onKeyDown}
            onCopy={actions.copied}
            onPaste={writes ? actions.paste : undefined}
            onCut={() => actions.run('remove')}
            onChoose={goTo}
          />
          <SurfaceView
            nodes={nodes}
            drawing={drawing}
            taken={taken}
            writes={writes}
            onInit={() => {
              const first = firstView(drawing, frameSize());
              const box = active === null ? undefined : drawing.byId.get(active);
              const view = box === undefined ? null : viewOn(box, first, frameSize());
              void surface.setViewport(view ?? first);
            }}
            onGround={() => {
              editor.choose([]);
              focusTree();
            }}
          />
          <SearchBar
            field={searchField}
            words={words}
            hits={hits}
            onWords={setWords}
            onGo={goTo}
            onLeave={focusTree}
          />
          <CanvasTools problems={troubled.length} onZoom={zoom} onProblem={() => nextProblem(1)} />
          <StepMenu at={menuAt} actions={actions} onClose={closeMenu} />
          {renaming !== null && (
            <RenameDialog
              name={shape.steps.get(renaming)?.name ?? ''}
              onRename={(name) => actions.rename(renaming, name)}
              onClose={() => {
                setRenaming(null);
                // The dialog is gone with the next look at the page, and the focus with it.
                requestAnimationFrame(focusTree);
              }}
            />
          )}
          <div role="status" className={styles['said']}>
            {said}
          </div>
        </div>
      </TriggerContext>
    </HandsContext>
  );
};
