import { Button, Group } from '@mantine/core';
import { useHub } from '../../api/hub-context.tsx';
import type { Problem } from '../../api/problem.ts';
import { useRead, useWrite } from '../../api/queries.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { RelativeTime } from '../../show/time.tsx';
import { DiffLines } from './diff-lines.tsx';
import { documentApi, type DocumentKind } from './document-api.ts';
import type { EditedDocument } from './use-edited-document.ts';
import styles from '../gateway.module.css';

interface OthersProps {
  readonly kind: DocumentKind;
  readonly edited: EditedDocument;
  readonly problem: Problem;
  readonly version: number;
  readonly busy: boolean;
  onOver(): void;
  onTaken(): void;
}

/** Somebody saved meanwhile: who, what they changed, and the two ways on. */
export const OthersVersion = (props: OthersProps) => {
  const { kind, edited, problem, version, busy } = props;
  const t = useT();
  const { client, key } = useHub();
  const { name, version: from } = edited.base;
  const api = documentApi(client, kind);
  const diff = useRead(key(`${kind}-versions`, 'diff', name, from, version), (signal) =>
    api.diff(name, { from, to: version }, signal),
  );
  const take = useWrite(() => api.read(name));
  const takeTheirs = (): void => {
    take.run(undefined).then(
      (facts) => {
        edited.take(facts);
        props.onTaken();
      },
      () => undefined,
    );
  };
  const { savedByName, savedAt } = problem.more;
  return (
    <section className={styles['notice']} role="alert" aria-label={t('gateway.conflict')}>
      <p>
        {t('gateway.conflictText', {
          name: typeof savedByName === 'string' && savedByName !== '' ? savedByName : t('flows.somebody'),
          version,
        })}{' '}
        {typeof savedAt === 'string' && <RelativeTime at={savedAt} />}
      </p>
      {diff.problem !== null && (
        <Failure quiet what={t('flows.diffFailed')} problem={diff.problem} onRetry={diff.reload} />
      )}
      {diff.data !== undefined && <DiffLines lines={diff.data.lines} />}
      <Group gap={8}>
        <Button size="xs" variant="default" loading={take.busy} onClick={takeTheirs}>
          {t('flows.takeTheirs')}
        </Button>
        <Button size="xs" variant="default" loading={busy} onClick={props.onOver}>
          {t('gateway.saveOver')}
        </Button>
      </Group>
      {take.problem !== null && <Failure quiet what={t('ask.failed')} problem={take.problem} />}
    </section>
  );
};
