import { Button, Group } from '@mantine/core';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useCache, useWrite } from '../../api/queries.tsx';
import type { FlowFacts } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import type { DraftSaver, SaverState } from './draft-saver.ts';
import { draftOf } from './use-draft-saver.ts';
import styles from './text-tab.module.css';

interface ConflictProps {
  readonly name: string;
  readonly saver: DraftSaver;
  readonly other: NonNullable<SaverState['other']>;
}

/** Two people wrote: whoever comes second chooses, and sees by whom. */
export const Conflict = ({ name, saver, other }: ConflictProps) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const take = useWrite(() => answer(client.GET('/api/flows/{name}', { params: { path: { name } } })));
  const takeTheirs = (): void => {
    take.run(undefined).then(
      (facts) => {
        cache.change<FlowFacts>(key('flows', 'one', name), () => facts);
        saver.takeTheirs(draftOf(facts));
      },
      () => undefined,
    );
  };
  return (
    <div className={styles['conflict']} role="alert">
      <p>{t('flows.conflict', { name: other.savedByName || t('flows.somebody') })}</p>
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
