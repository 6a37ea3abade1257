import type { Change } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { MethodMark } from './method-mark.tsx';
import styles from './version-review.module.css';

const kinds = ['removed', 'changed', 'added'] as const;

/** What a version changes, by kind; what breaks somebody stands first. */
export const ChangeGroups = ({ changes }: { readonly changes: readonly Change[] }) => {
  const t = useT();
  if (changes.length === 0) return <p className="muted">{t('versions.noChanges')}</p>;
  const breaking = changes.filter((change) => change.breaking).length;
  const groups = kinds
    .map((kind) => ({
      kind,
      found: changes
        .filter((change) => change.kind === kind)
        .toSorted((a, b) => Number(b.breaking) - Number(a.breaking)),
    }))
    .filter(({ found }) => found.length > 0)
    .toSorted((a, b) => Number(b.found[0]?.breaking) - Number(a.found[0]?.breaking));
  return (
    <>
      <p>
        {breaking === 0 ? (
          <StateMark tone="success">{t('versions.nothingBreaks')}</StateMark>
        ) : (
          <StateMark tone="failed">{t('versions.breaks', { count: breaking })}</StateMark>
        )}
      </p>
      {groups.map(({ kind, found }) => (
        <section key={kind} aria-label={t(`versions.${kind}`, { count: found.length })}>
          <h3>{t(`versions.${kind}`, { count: found.length })}</h3>
          <ul
            className={styles['changes']}
            tabIndex={0}
            aria-label={t(`versions.${kind}`, { count: found.length })}
          >
            {found.map((change) => (
              <li key={`${change.operation} ${change.method} ${change.path}`}>
                <div className={styles['line']}>
                  <MethodMark method={change.method} />
                  <strong className="any-break">{change.operation}</strong>
                  <code className="muted any-break">{change.path}</code>
                  {change.breaking && <StateMark tone="failed">{t('versions.breaking')}</StateMark>}
                </div>
                {change.flows.length > 0 && (
                  <p className="any-break">{t('versions.usedBy', { flows: change.flows.join(', ') })}</p>
                )}
                {change.toolsets.length > 0 && (
                  <p className="any-break">
                    {t('versions.offeredBy', {
                      toolsets: change.toolsets.map((toolset) => toolset.name).join(', '),
                    })}
                  </p>
                )}
                {change.what.length > 0 && (
                  <ul lang="en">
                    {change.what.map((what) => (
                      <li key={what} className="any-break">
                        {what}
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
};
