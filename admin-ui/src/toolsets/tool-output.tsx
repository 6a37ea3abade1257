import { Button, Stack, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { useT } from '../messages/messages-context.tsx';
import { JsonText } from '../schema-form/json-text.tsx';
import { sayDetail, sayProblem } from '../messages/say-problem.ts';
import styles from './toolsets.module.css';

interface OutputProps {
  /** An answer as the operation says that it answers. */
  readonly sample: unknown;
  readonly expression: string;
  readonly problem: string | undefined;
  onChange(expression: string): void;
}

/** What of the answer the model gets, tried on a sample as it is typed. */
export const ToolOutput = ({ sample, expression, problem, onChange }: OutputProps) => {
  const t = useT();
  const { client, key } = useHub();
  const [value, setValue] = useState<unknown>(sample);
  const [typed] = useDebouncedValue(expression, 300);
  const [given] = useDebouncedValue(value, 300);
  const tried = useRead(
    key('toolset-expression', typed, given),
    (signal) =>
      answer(
        client.POST('/api/toolset-expressions/evaluate', {
          signal,
          body: { expression: typed, value: given ?? null },
        }),
      ),
    { enabled: typed.trim() !== '' },
  );
  const wrong = typed.trim() === '' ? null : (tried.data?.problem ?? null);
  const place = wrong?.line === undefined ? '' : `${wrong.line}:${wrong.column ?? 1} `;
  const said =
    wrong !== null
      ? `${place}${wrong.message}`
      : tried.problem !== null
        ? (sayDetail(tried.problem) ?? sayProblem(t, tried.problem))
        : problem;
  const shown = typed.trim() === '' ? value : tried.data?.output;
  return (
    <section aria-label={t('toolsets.output')}>
      <h3>{t('toolsets.output')}</h3>
      <Stack gap={12}>
        <Textarea
          className={styles['code'] ?? ''}
          label={t('toolsets.expression')}
          description={t('toolsets.expressionText')}
          placeholder="{id, name, total: (.lines | length)}"
          spellCheck={false}
          autosize
          minRows={2}
          maxRows={12}
          value={expression}
          error={said}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <div className={styles['sides']}>
          <div>
            <JsonText
              label={t('toolsets.sample')}
              pointer="sample"
              value={value}
              rows={9}
              onChange={setValue}
            />
            {value !== sample && (
              <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setValue(sample)}>
                {t('toolsets.sampleAgain')}
              </Button>
            )}
          </div>
          <div>
            <p style={{ fontWeight: 500 }}>{t('toolsets.result')}</p>
            <pre
              className={styles['text']}
              role="region"
              tabIndex={0}
              aria-label={t('toolsets.result')}
              aria-live="polite"
              data-result
            >
              {wrong === null && shown !== undefined ? JSON.stringify(shown, null, 2) : ''}
            </pre>
          </div>
        </div>
      </Stack>
    </section>
  );
};
