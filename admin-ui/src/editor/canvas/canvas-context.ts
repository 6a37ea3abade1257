import {
  createContext,
  use,
  useLayoutEffect,
  useRef,
  useState,
  type MouseEvent,
  type PointerEvent,
} from 'react';
import type { Plus } from './drawing.ts';
import type { Trigger } from './trigger-text.ts';

/** What the cards can do. */
export interface CanvasHands {
  press(event: PointerEvent, place: string): void;
  click(place: string): void;
  open(place: string | null): void;
  menu(event: MouseEvent, place: string): void;
  fold(place: string): void;
  add(plus: Plus): void;
}

export const HandsContext = createContext<CanvasHands | null>(null);
export const TriggerContext = createContext<Trigger>({ kind: 'called', text: '' });

export const useHands = (): CanvasHands => {
  const hands = use(HandsContext);
  if (hands === null) throw new Error('A card stands outside of a canvas. Draw it in <Canvas>.');
  return hands;
};

/** The same object for as long as the canvas stands, doing what it is to do now: no card is drawn again because of it. */
export const useSteadyHands = (now: CanvasHands): CanvasHands => {
  const latest = useRef(now);
  useLayoutEffect(() => {
    latest.current = now;
  });
  const [steady] = useState((): CanvasHands => ({
    press: (event, place) => latest.current.press(event, place),
    click: (place) => latest.current.click(place),
    open: (place) => latest.current.open(place),
    menu: (event, place) => latest.current.menu(event, place),
    fold: (place) => latest.current.fold(place),
    add: (plus) => latest.current.add(plus),
  }));
  return steady;
};
