import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { openPreviews, type Previews, type PreviewWorker } from './previews.ts';

const Context = createContext<Previews | null>(null);

const beginWorker = (): PreviewWorker => {
  const worker = new Worker(new URL('./preview-worker.ts', import.meta.url), { type: 'module' });
  return {
    post: (message) => worker.postMessage(message),
    listen: (told, failed) => {
      worker.onmessage = ({ data }) => told(data);
      worker.onerror = failed;
    },
    end: () => worker.terminate(),
  };
};

/** Fields within work their expressions out beside the page, all with the same worker. */
export const PreviewsProvider = ({ children }: { readonly children: ReactNode }) => {
  const [previews] = useState(() => openPreviews(beginWorker));
  useEffect(() => () => previews.close(), [previews]);
  return <Context value={previews}>{children}</Context>;
};

export const usePreviews = (): Previews => {
  const previews = useContext(Context);
  if (previews === null)
    throw new Error('An expression stands outside of an editor. Wrap it in PreviewsProvider.');
  return previews;
};
