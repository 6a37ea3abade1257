import { useEffect, useRef, type RefObject } from 'react';
import type { Drawing, Plus } from './drawing.ts';
import { plusesIn } from './spots.ts';
import type { View } from './viewport.ts';

interface DragParts {
  readonly frame: RefObject<HTMLDivElement | null>;
  drawing(): Drawing;
  view(): View;
  pan(view: View): void;
  drop(places: readonly string[], plus: Plus, copied: boolean): void;
}

export interface Pressed {
  readonly places: readonly string[];
  /** Said beside the pointer. */
  readonly label: string;
  /** It was no drag but a click. */
  onClick(): void;
}

/** So far the pointer may slip in a click, and so far from a plus it may be to mean it; in pixels. */
const slip = 5;
const reach = 72;
const edge = 40;
const panBy = 14;

/**
 * Drags cards onto a plus. While it lasts nothing is drawn by React: the ghost and the plus that is meant are set by hand, so that it
 * follows the pointer however large the flow is.
 */
export const useDrag = (parts: DragParts): ((event: PointerEvent, pressed: Pressed) => void) => {
  const over = useRef<(() => void) | null>(null);
  useEffect(() => () => over.current?.(), []);
  return (event, pressed) => {
    over.current?.();
    over.current = startDrag(parts, event, pressed);
  };
};

const startDrag = (
  parts: DragParts,
  began: PointerEvent,
  { places, label, onClick }: Pressed,
): (() => void) => {
  const { current: frame } = parts.frame;
  if (frame === null) return () => undefined;
  let at = { x: began.clientX, y: began.clientY, copied: began.altKey };
  let ghost: HTMLElement | null = null;
  let targets: readonly Plus[] = [];
  let target: Plus | null = null;
  let frameRequest = 0;

  const mark = (next: Plus | null): void => {
    if (next?.id === target?.id) return;
    target = next;
    for (const old of frame.querySelectorAll('[data-target]')) old.removeAttribute('data-target');
    if (next !== null)
      frame.querySelector(`[data-plus="${CSS.escape(next.id)}"]`)?.setAttribute('data-target', '');
  };
  const follow = (): void => {
    if (ghost === null) return;
    const bounds = frame.getBoundingClientRect();
    ghost.style.translate = `${at.x - bounds.left + 12}px ${at.y - bounds.top + 12}px`;
    ghost.toggleAttribute('data-copied', at.copied);
    const view = parts.view();
    const x = (at.x - bounds.left - view.x) / view.zoom;
    const y = (at.y - bounds.top - view.y) / view.zoom;
    mark(nearest(targets, { x, y, reach: reach / view.zoom }));
  };
  const panAtEdges = (): void => {
    const bounds = frame.getBoundingClientRect();
    const towards = (before: number, behind: number): number =>
      before < edge ? panBy : behind < edge ? -panBy : 0;
    const x = towards(at.x - bounds.left, bounds.right - at.x);
    const y = towards(at.y - bounds.top, bounds.bottom - at.y);
    if (x !== 0 || y !== 0) {
      const view = parts.view();
      parts.pan({ ...view, x: view.x + x, y: view.y + y });
      follow();
    }
    frameRequest = requestAnimationFrame(panAtEdges);
  };
  const begin = (): void => {
    ghost = document.createElement('div');
    ghost.dataset['ghost'] = '';
    ghost.textContent = label;
    frame.append(ghost);
    frame.dataset['dragging'] = '';
    targets = plusesIn(parts.drawing()).filter(
      ({ spot }) => !places.some((place) => spot.block.startsWith(`${place}/`)),
    );
    frameRequest = requestAnimationFrame(panAtEdges);
  };
  const onMove = (event: PointerEvent): void => {
    at = { x: event.clientX, y: event.clientY, copied: event.altKey };
    if (ghost === null && Math.hypot(at.x - began.clientX, at.y - began.clientY) > slip) begin();
    follow();
  };
  const onUp = (): void => {
    const found = target;
    const dragged = ghost !== null;
    end();
    if (!dragged) onClick();
    else if (found !== null) parts.drop(places, found, at.copied);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      end();
    } else if (event.key === 'Alt') {
      event.preventDefault();
      at = { ...at, copied: event.type === 'keydown' };
      follow();
    }
  };
  const listening = new AbortController();
  const end = (): void => {
    listening.abort();
    cancelAnimationFrame(frameRequest);
    mark(null);
    ghost?.remove();
    delete frame.dataset['dragging'];
  };
  const { signal } = listening;
  window.addEventListener('pointermove', onMove, { signal });
  window.addEventListener('pointerup', onUp, { signal });
  window.addEventListener('pointercancel', end, { signal });
  window.addEventListener('keydown', onKey, { signal, capture: true });
  window.addEventListener('keyup', onKey, { signal, capture: true });
  return end;
};

interface Around {
  readonly x: number;
  readonly y: number;
  readonly reach: number;
}

const nearest = (pluses: readonly Plus[], { x, y, reach: most }: Around): Plus | null => {
  let best: Plus | null = null;
  let least = most;
  for (const plus of pluses) {
    const away = Math.hypot(plus.x - x, plus.y - y);
    if (away < least) {
      least = away;
      best = plus;
    }
  }
  return best;
};
