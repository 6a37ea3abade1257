import { Button } from '@mantine/core';
import { IconRefresh } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { InlineCode } from '../../show/inline-code.tsx';
import { guardOf, retryStep } from './retry.ts';
import { useMakeChange } from './use-change-value.ts';
import type { TabProps } from './tab-props.ts';
import styles from './step.module.css';

/** A step is tried again by the `try` around it: the one that there is, or a new one. */
export const RetryPart = ({ editor, step, shape, readOnly }: TabProps) => {
  const t = useT();
  const make = useMakeChange(editor);
  if (step.kind === 'try') return null;
  const guard = guardOf(shape, step.place);
  return (
    <div className={styles['also']} style={{ marginTop: 16 }}>
      <h3>{t('editor.step.retryTitle')}</h3>
      <p style={{ margin: '4px 0 8px' }}>
        <InlineCode
          text={guard === null ? t('editor.step.retryText') : t('editor.step.retryIn', { name: guard.name })}
        />
      </p>
      {guard !== null ? (
        <Button size="compact-sm" variant="default" onClick={() => editor.choose([guard.place])}>
          {t('editor.step.openStep', { name: guard.name })}
        </Button>
      ) : (
        !readOnly && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconRefresh size={14} />}
            onClick={() => make(retryStep(editor.state().flow, step.place))}
          >
            {t('editor.step.retryAdd')}
          </Button>
        )
      )}
    </div>
  );
};
