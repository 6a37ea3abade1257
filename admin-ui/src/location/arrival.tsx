import { createContext, useContext, useState, type ReactNode } from 'react';
import { usePath } from './router.tsx';
import { pageOfPath } from './space-path.ts';

const ArrivalContext = createContext(false);

/** Knows whether the reader has come from another page of the console, or has just opened it. */
export const ArrivalProvider = (props: { readonly children: ReactNode }) => {
  const path = pageOfPath(usePath());
  const [entry] = useState(path);
  const [moved, setMoved] = useState(false);
  if (!moved && path !== entry) setMoved(true);
  return <ArrivalContext value={moved}>{props.children}</ArrivalContext>;
};

export const useCameFromWithin = (): boolean => useContext(ArrivalContext);
