import { lazy, Suspense } from 'react';
import type { Run } from '../../api/shapes.ts';
import { SideSheet } from '../../form/side-sheet.tsx';
import { useT } from '../../messages/messages-context.tsx';

/** What writes tests is loaded when somebody makes one. */
const TestOfRun = lazy(() => import('./test-of-run.tsx'));

interface SheetProps {
  readonly run: Run | null;
  onClose(): void;
}

export const TestOfRunSheet = ({ run, onClose }: SheetProps) => {
  const t = useT();
  return (
    <SideSheet
      opened={run !== null}
      title={t('tests.ofRunTitle', { flow: run?.flow ?? '' })}
      onClose={onClose}
    >
      {run !== null && (
        <Suspense fallback={<p className="muted">{t('loading')}</p>}>
          <TestOfRun run={run} onCancel={onClose} />
        </Suspense>
      )}
    </SideSheet>
  );
};
