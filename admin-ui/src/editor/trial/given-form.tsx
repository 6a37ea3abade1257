import { SegmentedControl } from '@mantine/core';
import { useT } from '../../messages/messages-context.tsx';
import { GivenEvent } from './given-event.tsx';
import { GivenInput } from './given-input.tsx';
import { GivenRun } from './given-run.tsx';
import type { Given } from './kept-trial.ts';
import type { Trial } from './use-trial.ts';
import styles from './trial.module.css';

const kinds = ['input', 'event', 'run'] as const;

interface FormProps {
  readonly trial: Trial;
  /** Somebody has wanted to begin: everything that is wrong is said. */
  readonly tried: boolean;
  /** Whether what stands there as JSON can be read. */
  onReadable(readable: boolean): void;
}

/** What a flow is tried with: an input, an event, or what a run of the past began with. */
export const GivenForm = ({ trial, tried, onReadable }: FormProps) => {
  const t = useT();
  const { given, events } = trial;
  const choose = (next: string): void => {
    if (next === given.kind) return;
    onReadable(true);
    trial.set({ given: beginningOf(next, events) });
  };
  return (
    <div className={styles['given']}>
      <SegmentedControl
        size="xs"
        aria-label={t('editor.trial.given')}
        value={given.kind}
        onChange={choose}
        data={kinds
          .filter((one) => one !== 'event' || events.length > 0 || given.kind === 'event')
          .map((one) => ({ value: one, label: t(`editor.trial.given.${one}`) }))}
      />
      {given.kind === 'input' && (
        <GivenInput trial={trial} input={given.input} tried={tried} onReadable={onReadable} />
      )}
      {given.kind === 'event' && (
        <GivenEvent trial={trial} event={given.event} tried={tried} onReadable={onReadable} />
      )}
      {given.kind === 'run' && <GivenRun trial={trial} run={given.run} tried={tried} />}
    </div>
  );
};

const beginningOf = (kind: string, events: Trial['events']): Given => {
  if (kind === 'event') return { kind, event: events.length === 1 ? events[0] : events };
  if (kind === 'run') return { kind, run: '' };
  // Of a flow that events begin nothing said would be an event again.
  return { kind: 'input', input: events.length > 0 ? {} : undefined };
};
