import type { GatewayDiff } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import styles from '../../flows/versions/versions.module.css';

const signs = { same: ' ', removed: '-', added: '+' } as const;
/** So many lines that are the same stand around what differs. */
const around = 3;

/** Two documents line by line; long stretches that are the same are left out. */
export const DiffLines = ({ lines }: { readonly lines: GatewayDiff['lines'] }) => {
  const t = useT();
  const near = new Set<number>();
  for (const [at, { kind }] of lines.entries())
    if (kind !== 'same') for (let by = -around; by <= around; by += 1) near.add(at + by);
  if (near.size === 0) return <p className="muted">{t('flows.noDifference')}</p>;
  return (
    <pre className={styles['diff']} tabIndex={0} aria-label={t('flows.difference')} role="region">
      {lines.map(({ kind, text }, at) => {
        if (near.has(at))
          return (
            <span key={at} data-kind={kind === 'same' ? undefined : kind}>
              {signs[kind]} {text}
              {'\n'}
            </span>
          );
        return near.has(at - 1) || at === 0 ? (
          <span key={at} data-kind="place">
            {'…\n'}
          </span>
        ) : null;
      })}
    </pre>
  );
};
