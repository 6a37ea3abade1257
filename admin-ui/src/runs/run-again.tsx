import type { Run } from '../api/shapes.ts';
import { SideSheet } from '../form/side-sheet.tsx';
import { useT } from '../messages/messages-context.tsx';
import { RunForm } from './run-form.tsx';

interface AgainProps {
  readonly run: Run | null;
  readonly input: unknown;
  onClose(): void;
}

/** Another run with what this one was given. */
export const RunAgain = ({ run, input, onClose }: AgainProps) => {
  const t = useT();
  return (
    <SideSheet
      opened={run !== null}
      title={t('runs.beginTitle', { flow: run?.flow ?? '' })}
      onClose={onClose}
    >
      {run !== null && (
        <RunForm flow={run.flow} version={run.version ?? 'draft'} input={input} onCancel={onClose} />
      )}
    </SideSheet>
  );
};
