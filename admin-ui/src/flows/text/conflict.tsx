import { Button, Group } from '@mantine/core';
import { useWrite } from '../../api/queries.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import type { DraftSaver, HubDraft } from './draft-saver.ts';
import styles from './text-tab.module.css';

interface ConflictProps<Found> {
  readonly saver: DraftSaver<Found>;
  /** What has happened, with who did it. */
  readonly said: string;
  /** What they saved. */
  readTheirs(): Promise<HubDraft<Found>>;
}

/** Two people wrote: whoever comes second chooses, and sees by whom. */
export const Conflict = <Found,>({ saver, said, readTheirs }: ConflictProps<Found>) => {
  const t = useT();
  const take = useWrite(readTheirs);
  const takeTheirs = (): void => {
    take.run(undefined).then(saver.takeTheirs, () => undefined);
  };
  return (
    <div className={styles['conflict']} role="alert">
      <p>{said}</p>
      <Group gap={8}>
        <Button size="xs" variant="default" loading={take.busy} onClick={takeTheirs}>
          {t('flows.takeTheirs')}
        </Button>
        <Button size="xs" variant="default" disabled={take.busy} onClick={() => void saver.keepMine()}>
          {t('flows.keepMine')}
        </Button>
      </Group>
      {take.problem !== null && <Failure quiet what={t('ask.failed')} problem={take.problem} />}
    </div>
  );
};
