import { CloseButton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import { RelativeTime } from '../../show/time.tsx';
import { SideBySide } from '../compare/side-by-side.tsx';
import type { Finding } from '../text/draft-saver.ts';
import { FindingList } from '../text/finding-list.tsx';
import type { KeptResult } from './test-results.ts';
import styles from './tests-tab.module.css';

interface ResultProps {
  readonly kept: KeptResult;
  readonly stale: boolean;
  onChoose(finding: Finding): void;
  onClose(): void;
}

/** One test as it went: what is not as it should be, and all that came beside what was expected. */
export const CaseResult = ({ kept, stale, onChoose, onClose }: ResultProps) => {
  const t = useT();
  const { result, at } = kept;
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest' }), [result.name]);
  return (
    <section ref={section} className={styles['result']} aria-labelledby="case">
      <div className={styles['head']}>
        <h2 id="case" className="any-break">
          {result.name}
        </h2>
        <StateMark tone={result.ok ? 'success' : 'failed'}>
          {t(result.ok ? 'tests.passed' : 'tests.failed')}
        </StateMark>
        <span className="muted small">
          <RelativeTime at={at} />
          {stale && <> · {t('tests.stale')}</>}
        </span>
        <CloseButton ml="auto" aria-label={t('close')} onClick={onClose} />
      </div>
      <FindingList kind="problems" findings={result.problems} onChoose={onChoose} />
      {result.came === null ? (
        <p className="muted">{t('tests.nothingCame')}</p>
      ) : (
        <SideBySide
          label={t('tests.sides', { name: result.name })}
          titles={[t('tests.expected'), t('tests.came')]}
          left={result.expected}
          right={result.came}
          mode="expected"
        />
      )}
    </section>
  );
};
