import { SegmentedControl } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { Flow } from '../../api/shapes.ts';
import { useViewState } from '../../location/use-view-state.ts';
import { useT } from '../../messages/messages-context.tsx';
import { PageSkeleton } from '../../show/page-skeleton.tsx';
import type { Sides } from '../../versions/version-panel.tsx';
import { DiffView } from './diff-view.tsx';

const VersionCanvas = lazy(() => import('../../editor/compare/version-canvas.tsx'));

interface DifferenceProps {
  readonly flow: Flow;
  readonly sides: Sides;
  /** As `diff -u` writes it. */
  readonly text: string;
}

/** What differs between two versions: as lines, or drawn. */
export const Difference = ({ flow, sides, text }: DifferenceProps) => {
  const t = useT();
  const view = useViewState();
  const drawn = view.get('look') === 'flow';
  return (
    <>
      <div>
        <SegmentedControl
          size="xs"
          aria-label={t('flows.compareAs')}
          value={drawn ? 'flow' : 'text'}
          onChange={(look) => view.set({ look: look === 'flow' ? look : null })}
          data={[
            { value: 'text', label: t('flows.compareAs.text') },
            { value: 'flow', label: t('flows.compareAs.flow') },
          ]}
        />
      </div>
      {drawn ? (
        <Suspense fallback={<PageSkeleton />}>
          <VersionCanvas key={`${sides.from} ${sides.to}`} flow={flow} sides={sides} />
        </Suspense>
      ) : (
        <DiffView text={text} />
      )}
    </>
  );
};
