import { VisuallyHidden } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { alignValues, type AlignMode, type Row } from './align.ts';
import { foldRows } from './fold.ts';
import styles from './side-by-side.module.css';

interface SidesProps {
  readonly label: string;
  readonly titles: readonly [left: string, right: string];
  readonly left: unknown;
  readonly right: unknown;
  readonly mode: AlignMode;
}

const signs = {
  same: null,
  more: null,
  changed: { sign: '≠', word: 'compare.changed' },
  left: { sign: '−', word: 'compare.left' },
  right: { sign: '+', word: 'compare.right' },
} as const;

/** Two values as text, with what differs marked by a sign and a colour; long stretches that are the same are folded. */
export const SideBySide = ({ label, titles, left, right, mode }: SidesProps) => {
  const t = useT();
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const stretches = useMemo(() => foldRows(alignValues(left, right, mode)), [left, right, mode]);
  return (
    <div className={styles['frame']} role="region" aria-label={label} tabIndex={0}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">
              <VisuallyHidden>{t('compare.kind')}</VisuallyHidden>
            </th>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        {stretches.map(({ kind, from, rows }) => (
          <tbody key={from}>
            {kind === 'folded' && !opened.has(from) ? (
              <tr className={styles['fold']}>
                <td colSpan={3}>
                  <button type="button" onClick={() => setOpened(new Set([...opened, from]))}>
                    {t('compare.folded', { count: rows.length })}
                  </button>
                </td>
              </tr>
            ) : (
              rows.map((row, at) => <Line key={at} row={row} />)
            )}
          </tbody>
        ))}
      </table>
    </div>
  );
};

const Line = ({ row }: { readonly row: Row }) => {
  const t = useT();
  const { kind, depth, left, right } = row;
  const sign = signs[kind];
  return (
    <tr data-kind={kind}>
      <td className={styles['sign']}>
        {sign !== null && (
          <span role="img" aria-label={t(sign.word)} title={t(sign.word)}>
            {sign.sign}
          </span>
        )}
      </td>
      {[left, right].map((text, at) => (
        <td key={at} data-empty={text === null || undefined}>
          {text !== null && <code style={{ paddingInlineStart: `${depth * 2}ch` }}>{text}</code>}
        </td>
      ))}
    </tr>
  );
};
