import { useT } from '../../messages/messages-context.tsx';
import { JsonText } from '../../schema-form/json-text.tsx';
import { isEvents } from './given-now.ts';
import type { Trial } from './use-trial.ts';
import { useTyped } from './use-typed.ts';

interface EventProps {
  readonly trial: Trial;
  readonly event: unknown;
  readonly tried: boolean;
  onReadable(readable: boolean): void;
}

/** An event as it would begin the flow, or a list of them where it waits for several. */
export const GivenEvent = ({ trial, event, tried, onReadable }: EventProps) => {
  const t = useT();
  const typed = useTyped(event, (next) => trial.set({ given: { kind: 'event', event: next } }));
  return (
    <div onBlur={typed.leave}>
      <JsonText
        label={t('editor.trial.event')}
        description={t('editor.trial.eventAbout')}
        pointer=""
        value={typed.value}
        rows={10}
        problem={tried && !isEvents(typed.value) ? t('editor.trial.eventWrong') : undefined}
        onChange={typed.type}
        onReadable={onReadable}
      />
    </div>
  );
};
