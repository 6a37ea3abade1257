import { Button, Group } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../api/queries.tsx';
import type { ToolsetChange } from '../api/shapes.ts';
import { SideBySide } from '../flows/compare/side-by-side.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { Failure } from '../show/failure.tsx';
import { useNotices } from '../show/notices.tsx';
import { Unread } from '../show/unread.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { RelativeTime } from '../show/time.tsx';
import { without } from '../schema-form/without.ts';
import styles from './toolsets.module.css';

/** What stands behind tools and is not as somebody approved it: nobody is offered it before a person has looked. */
export const ChangesTab = ({ name }: { readonly name: string }) => {
  const t = useT();
  const may = useMay();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const read = useRead(
    key('toolsets', 'changes', name),
    (signal) => answer(client.GET('/api/toolsets/{name}/changes', { signal, params: { path: { name } } })),
    { fresh: true },
  );
  const approve = useWrite((changes: readonly ToolsetChange[]) =>
    answer(
      client.POST('/api/toolsets/{name}/approve', {
        params: { path: { name } },
        body: {
          operations: changes.flatMap(({ operation, hash }) => (hash === null ? [] : [{ operation, hash }])),
        },
      }),
    ),
  );
  const run = (changes: readonly ToolsetChange[]): void => {
    approve.run(changes).then(
      ({ approved }) => {
        notices.done(t('toolsets.approved', { count: approved.length }));
        cache.expire(key('toolsets'));
      },
      () => cache.expire(key('toolsets', 'changes', name)),
    );
  };
  if (read.data === undefined) return <Unread read={read} failed={t('toolsets.changesFailed')} />;
  const { items } = read.data;
  const open = items.filter(({ hash }) => hash !== null);
  if (items.length === 0)
    return (
      <div className={styles['content']}>
        <p>{t('toolsets.noChanges')}</p>
        <p className="muted">{t('toolsets.noChangesText')}</p>
      </div>
    );
  return (
    <div className={styles['wide']}>
      <Group justify="space-between">
        <p className="muted">{t('toolsets.changesText')}</p>
        {may('toolsets.publish') && open.length > 1 && (
          <Button size="xs" variant="default" loading={approve.busy} onClick={() => run(open)}>
            {t('toolsets.approveAll', { count: open.length })}
          </Button>
        )}
      </Group>
      {approve.problem !== null && (
        <Failure quiet what={t('toolsets.notApproved')} problem={approve.problem} />
      )}
      {items.map((change) => (
        <Change
          key={change.operation}
          change={change}
          busy={approve.busy}
          {...(may('toolsets.publish') && { onApprove: () => run([change]) })}
        />
      ))}
    </div>
  );
};

interface ChangeProps {
  readonly change: ToolsetChange;
  readonly busy: boolean;
  readonly onApprove?: () => void;
}

const Change = ({ change, busy, onApprove }: ChangeProps) => {
  const t = useT();
  const { operation, state, approved, before, after, hash } = change;
  return (
    <section className={styles['panel']} aria-label={operation}>
      <div className={styles['head']}>
        <div>
          <h2>
            <code>{operation}</code>
          </h2>
          <p className="muted small">
            {t('toolsets.approvedBy', { name: approved.byName || approved.by })}{' '}
            <RelativeTime at={approved.at} />
          </p>
        </div>
        <Group gap={12}>
          <StateMark tone="failed">{t(`toolsets.tool.${state}`)}</StateMark>
          {hash !== null && onApprove !== undefined && (
            <Button size="xs" loading={busy} onClick={onApprove}>
              {t('toolsets.approve')}
            </Button>
          )}
        </Group>
      </div>
      {after === null ? (
        <p>{t('toolsets.tool.missingText')}</p>
      ) : (
        <SideBySide
          label={t('toolsets.changeOf', { name: operation })}
          titles={[t('toolsets.asApproved'), t('toolsets.asItIs')]}
          left={without(before, 'cut')}
          right={without(after, 'cut')}
          mode="equal"
        />
      )}
      {(before.cut || after?.cut === true) && <p className="muted">{t('toolsets.cut')}</p>}
    </section>
  );
};
