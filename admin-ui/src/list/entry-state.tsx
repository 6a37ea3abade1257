import { Button, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { useLate } from '../show/use-late.ts';
import type { OpenedEntry } from './use-entry.ts';

interface StateProps<Item> {
  readonly entry: OpenedEntry<Item>;
  onBack(): void;
}

/** An entry that is not there: not yet, not any more, or not to be had. */
export const EntryState = <Item,>({ entry, onBack }: StateProps<Item>) => {
  const t = useT();
  const { problem } = entry;
  const late = useLate(problem === null);
  if (problem === null) {
    return (
      <div role="status">
        <VisuallyHidden>{late ? t('loading') : ''}</VisuallyHidden>
        {late && (
          <Stack gap={12} aria-hidden>
            {[70, 45, 60, 50, 65].map((width) => (
              <Skeleton key={width} h={16} w={`${width}%`} />
            ))}
          </Stack>
        )}
      </div>
    );
  }
  if (problem.status !== 404 && problem.code !== 'input_invalid') {
    return (
      <Failure what={t('entry.failed')} problem={problem} onRetry={entry.reload} retrying={entry.busy} />
    );
  }
  return (
    <Stack gap={12} align="flex-start" role="status">
      <p className="muted">{t('entry.noneText')}</p>
      <Button size="xs" variant="default" onClick={onBack}>
        {t('entry.back')}
      </Button>
    </Stack>
  );
};
