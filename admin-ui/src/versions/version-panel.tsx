import { Button, CloseButton, Group, Select } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../api/queries.tsx';
import { useNavigate } from '../location/router.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { useNotices } from '../show/notices.tsx';
import styles from './version-panel.module.css';

/** As the hub names the two that are compared. */
export interface Sides {
  readonly from: number;
  readonly to: number | 'draft' | 'published';
}

interface PanelProps<Difference> {
  readonly number: number;
  /** The one in use. */
  readonly current: number | null;
  readonly mayPublish: boolean;
  readonly mayWrite: boolean;
  /** Lists that are others afterwards; the last is that of the versions. */
  readonly nouns: readonly string[];
  /** What the difference depends on besides what is compared. */
  readonly within: readonly unknown[];
  /** The page of the draft. */
  readonly home: string;
  compare(sides: Sides, signal: AbortSignal): Promise<Difference>;
  putIntoUse(): Promise<unknown>;
  makeDraft(): Promise<unknown>;
  onClose(): void;
  /** What there is to know of the version besides. */
  readonly about?: ReactNode;
  children(difference: Difference, sides: Sides): ReactNode;
}

type Against = 'draft' | 'published' | 'before';

/** One version: what is different in it, and the two ways back to it. */
export const VersionPanel = <Difference,>(props: PanelProps<Difference>) => {
  const { number, current, nouns, within, home, about, onClose } = props;
  const t = useT();
  const { key } = useHub();
  const cache = useCache();
  const navigate = useNavigate();
  const notices = useNotices();
  const [against, setAgainst] = useState<Against>('draft');
  // What is newer stands at the right, so that what has come since is what was added.
  const sides: Sides =
    against === 'before'
      ? { from: number - 1, to: number }
      : against === 'published' && current !== null && current < number
        ? { from: current, to: number }
        : { from: number, to: against };
  const read = useRead(key(nouns.at(-1) ?? '', 'diff', ...within, sides, current), (signal) =>
    props.compare(sides, signal),
  );
  const use = useWrite(props.putIntoUse);
  const restore = useWrite(props.makeDraft);
  const done = (message: string): void => {
    for (const noun of nouns) cache.expire(key(noun));
    notices.done(message);
  };
  const putIntoUse = (): void => {
    use.run(undefined).then(
      () => done(t('flows.wasPublished', { number })),
      () => undefined,
    );
  };
  const makeDraft = (): void => {
    restore.run(undefined).then(
      () => {
        done(t('flows.wasRestored', { number }));
        navigate(home);
      },
      () => undefined,
    );
  };
  const problem = use.problem ?? restore.problem;
  return (
    <section className={styles['panel']} aria-labelledby="version">
      <div className={styles['head']}>
        <h2 id="version">{t('flows.versionNumber', { number })}</h2>
        <Group gap={8} ml="auto">
          {props.mayPublish && current !== number && (
            <Button size="xs" loading={use.busy} onClick={putIntoUse}>
              {t('flows.useVersion')}
            </Button>
          )}
          {props.mayWrite && (
            <Button size="xs" variant="default" loading={restore.busy} onClick={makeDraft}>
              {t('flows.restore')}
            </Button>
          )}
          <CloseButton aria-label={t('close')} onClick={onClose} />
        </Group>
      </div>
      {problem !== null && <Failure quiet what={t('ask.failed')} problem={problem} />}
      {about}
      <Select
        size="xs"
        w={220}
        label={t('flows.compareWith')}
        allowDeselect={false}
        data={[
          { value: 'draft' as const, label: t('flows.compareDraft') },
          { value: 'published' as const, label: t('flows.compareInUse') },
          ...(number > 1
            ? [{ value: 'before' as const, label: t('flows.versionNumber', { number: number - 1 }) }]
            : []),
        ]}
        value={against}
        onChange={(value) => setAgainst(value ?? 'draft')}
      />
      {read.problem !== null && (
        <Failure quiet what={t('flows.diffFailed')} problem={read.problem} onRetry={read.reload} />
      )}
      {read.data !== undefined && props.children(read.data, sides)}
    </section>
  );
};
