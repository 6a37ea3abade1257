import { CloseButton, TextInput } from '@mantine/core';
import { useMessages } from '../../../messages/messages-context.tsx';
import { sayCron } from '../../../pollers/say-cron.ts';
import { isRecord } from '../../../schema-form/settle.ts';
import { without } from '../../../schema-form/without.ts';
import { InlineCode } from '../../../show/inline-code.tsx';
import { exactTime } from '../../../show/relative-time.ts';
import { useHeld } from '../fields/use-held.ts';
import { useChangeValue } from '../use-change-value.ts';
import type { FlowFormProps } from './flow-form.tsx';
import { nextTimes } from './next-times.ts';
import styles from '../step.module.css';

/** A cron expression, in words and with the times that come next. */
export const CronField = ({ editor, shape, readOnly, cron }: FlowFormProps & { readonly cron: string }) => {
  const { t, language } = useMessages();
  const change = useChangeValue(editor, '/schedule/cron');
  const held = useHeld(cron, (next) => change(cron, next));
  const whole = useChangeValue(editor, '');
  const words = sayCron(held.value, { t, language });
  const times = nextTimes(held.value, 3);
  const wrong = times === undefined;
  const remove = (): void => {
    const { schedule: held } = shape.value;
    const others = without(isRecord(held) ? held : {}, 'cron');
    const rest = without(shape.value, 'schedule');
    whole(shape.value, Object.keys(others).length === 0 ? rest : { ...shape.value, schedule: others });
  };
  return (
    <div className={styles['row']}>
      <div>
        <TextInput
          size="sm"
          label={t('editor.step.form.flow.cron')}
          description={<InlineCode text={t('editor.step.about.flow.cron')} />}
          placeholder="*/5 8-18 * * 1-5"
          autoComplete="off"
          spellCheck={false}
          data-path="/schedule/cron"
          disabled={readOnly}
          {...(wrong ? { error: t('editor.step.flow.noCron') } : {})}
          value={held.value}
          onChange={(event) => held.type(event.currentTarget.value)}
          onBlur={held.settle}
        />
        {!wrong && (
          <p className="muted small" role="status">
            {words !== undefined && `${words.slice(0, 1).toLocaleUpperCase(language)}${words.slice(1)}. `}
            {t('editor.step.flow.next', {
              times: times.map((time) => exactTime(language, time)).join(' · '),
            })}
          </p>
        )}
      </div>
      <CloseButton
        size="sm"
        disabled={readOnly}
        aria-label={t('field.remove', { name: t('editor.step.form.flow.cron') })}
        onClick={remove}
      />
    </div>
  );
};
