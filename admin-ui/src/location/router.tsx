import { useState, useSyncExternalStore, type ReactNode } from 'react';
import {
  Link as RouterLink,
  Redirect,
  Route,
  Router,
  Switch,
  useLocation,
  useSearch,
  type BaseLocationHook,
} from 'wouter';
import type { HeldWay } from './held-way.ts';

/** Where the reader is. The router comes in here only. */
export { Redirect, Route, Switch, useSearch };

export const usePath = (): string => useLocation()[0];

export interface NavigateOptions {
  readonly replace?: boolean;
  /** What the browser keeps with this step of the reader's way. */
  readonly state?: unknown;
}
export type Navigate = (to: string, options?: NavigateOptions) => void;

interface WayProps {
  readonly way: Pick<HeldWay, 'path' | 'search' | 'subscribe'>;
  onStep(to: string, options?: NavigateOptions): void;
  readonly children: ReactNode;
}

/** The reader is where `way` says; each step within goes through `onStep`, which takes it or keeps it for later. */
export const WatchedWay = ({ way, onStep, children }: WayProps) => {
  const [useWay] = useState(() => {
    const usePlace: BaseLocationHook = () => [useSyncExternalStore(way.subscribe, way.path), onStep];
    const useText = (): string => useSyncExternalStore(way.subscribe, way.search);
    return Object.assign(usePlace, { searchHook: useText });
  });
  return (
    <Router hook={useWay} aroundNav={(_go, to, options) => onStep(to, options)}>
      {children}
    </Router>
  );
};

export const useNavigate = (): Navigate => useLocation()[1];

interface LinkProps {
  readonly to: string;
  readonly className?: string | undefined;
  readonly current?: boolean | undefined;
  readonly onClick?: () => void;
  /** The link is the title of a row: the keys of the list go by it. */
  readonly row?: { readonly id: string; readonly reachable: boolean };
  readonly children: ReactNode;
}

export const Link = ({ to, className, current, onClick, row, children }: LinkProps) => (
  <RouterLink
    to={to}
    {...(className === undefined ? {} : { className })}
    {...(current === true ? { 'aria-current': 'page' as const } : {})}
    {...(onClick === undefined ? {} : { onClick })}
    {...(row === undefined ? {} : { 'data-row-title': row.id, tabIndex: row.reachable ? 0 : -1 })}
  >
    {children}
  </RouterLink>
);
