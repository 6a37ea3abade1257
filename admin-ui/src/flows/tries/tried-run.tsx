import { CloseButton } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { asLines, readLines } from '../../api/read-lines.ts';
import { useRead } from '../../api/queries.tsx';
import type { Flow, TriedRun as Line, TryLine } from '../../api/shapes.ts';
import { Link } from '../../location/router.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { runPath } from '../../runs/run-path.ts';
import { Failure } from '../../show/failure.tsx';
import { ExactTime } from '../../show/time.tsx';
import { SideBySide } from '../compare/side-by-side.tsx';
import { VerdictMark, verdictOf, whyOf } from './verdict.tsx';
import styles from './tries-tab.module.css';

interface RunProps {
  readonly flow: Flow;
  readonly run: string;
  readonly answers: Record<string, unknown>;
  onClose(): void;
}

/** One run as it was and as the draft makes it, side by side. */
export const TriedRun = ({ flow, run, answers, onClose }: RunProps) => {
  const t = useT();
  const { client, key, space } = useHub();
  const { name, draft } = flow;
  const read = useRead(
    key('flow-tries', name, draft.fence, run, answers),
    async (signal) => {
      const body = await answer(
        client.POST('/api/flows/{name}/try', {
          signal,
          parseAs: 'stream',
          headers: asLines,
          params: { path: { name } },
          body: { runs: [run], whole: true, version: 'draft', last: 1, answers },
        }),
      );
      for await (const line of readLines<TryLine>(body)) if ('run' in line) return line;
      return null;
    },
    { fresh: true },
  );
  const line = read.data;
  const heading = useRef<HTMLHeadingElement>(null);
  // It opens above the list, which may be far down.
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, [run]);
  return (
    <section className={styles['one']} aria-labelledby="tried">
      <div className={styles['head']}>
        <h2 id="tried" ref={heading} tabIndex={-1}>
          <Link to={runPath(space, run)} className="link">
            {t('runs.run')} <code>{run.slice(-6)}</code>
          </Link>
        </h2>
        {line != null && <VerdictMark verdict={verdictOf(line)} />}
        {line != null && 'startedAt' in line && (
          <span className="muted">
            <ExactTime at={line.startedAt} />
          </span>
        )}
        <CloseButton ml="auto" aria-label={t('close')} onClick={onClose} />
      </div>
      {read.problem !== null && (
        <Failure quiet what={t('tries.oneFailed')} problem={read.problem} onRetry={read.reload} />
      )}
      {line === undefined && read.problem === null && <p className="muted">{t('loading')}</p>}
      {line != null && 'skipped' in line && <p className="any-break">{line.skipped}</p>}
      {line != null && 'differs' in line && <Sides line={line} />}
    </section>
  );
};

const Sides = ({ line }: { readonly line: Line }) => {
  const t = useT();
  const { newCalls, sides } = line;
  return (
    <>
      <p className="any-break">{whyOf(t, line) || t('tries.sameText')}</p>
      {newCalls.length > 0 && (
        <p className="muted any-break">
          {t('tries.newCalls', { calls: newCalls.map(({ call }) => call).join(', ') })}
        </p>
      )}
      {sides !== undefined && (
        <SideBySide
          label={t('tries.sides')}
          titles={[t('tries.then'), t('tries.now')]}
          left={sides.before}
          right={sides.after}
          mode="equal"
        />
      )}
    </>
  );
};
