import { Button, Group } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useHub } from '../../../api/hub-context.tsx';
import { Catalogue } from '../../catalogue/catalogue.tsx';
import { triggerEdits, triggerNames, type Trigger } from '../../catalogue/trigger-templates.ts';
import { useConnectorEvents } from '../../catalogue/use-connector-events.ts';
import { Link } from '../../../location/router.tsx';
import { spacePath } from '../../../location/space-path.ts';
import { IconAdd, IconWebhooks } from '../../../look/icons.ts';
import { useT } from '../../../messages/messages-context.tsx';
import { useMay } from '../../../session/me.ts';
import { eventsThatBegin } from '../../trial/trial-wish.ts';
import { applyEdits } from '../change-value.ts';
import { triggerParts } from '../forms/flow.ts';
import { valueAt, type FormPart } from '../forms/parts.ts';
import { formWords } from '../forms/words.ts';
import { useSayRefused } from '../use-change-value.ts';
import { CronField } from './cron-field.tsx';
import { FlowForm, type FlowFormProps } from './flow-form.tsx';
import { HttpAddress } from './http-address.tsx';
import styles from '../step.module.css';

/** How the flow begins: all of its ways, and those that can be added. */
export const BeginTab = (props: FlowFormProps) => {
  const { editor, shape, readOnly } = props;
  const t = useT();
  const say = useSayRefused();
  const words = useMemo(() => formWords(t), [t]);
  const known = useMemo(() => triggerParts(words), [words]);
  const there = (part: FormPart | undefined): boolean =>
    part !== undefined && valueAt(shape.value, part.pointer) !== undefined;
  const parts = Object.values(known).filter(there);
  const cron = valueAt(shape.value, '/schedule/cron');
  const name = valueAt(shape.value, '/document/name');
  const [picking, setPicking] = useState(false);
  const isThere: Readonly<Record<Trigger, boolean>> = {
    webhook: there(known['event']),
    event: there(known['event']),
    every: there(known['every']),
    schedule: cron !== undefined,
    http: there(known['http']),
    agent: true,
  };
  const add = (trigger: Trigger): void => {
    const edits = triggerEdits(trigger, typeof name === 'string' ? name : 'flow');
    // What it begins with already stays beside it.
    say(
      applyEdits(
        editor,
        edits.flatMap(({ pointer, value }) => beside(pointer, value)),
      ),
    );
  };
  return (
    <div className={styles['form']}>
      {parts.length === 0 && cron === undefined && <p className="muted">{t('editor.step.flow.called')}</p>}
      {cron !== undefined && <CronField {...props} cron={typeof cron === 'string' ? cron : ''} />}
      {!readOnly && (
        <div>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconWebhooks size={14} aria-hidden />}
            onClick={() => setPicking(true)}
          >
            {t('editor.step.flow.pickEvent')}
          </Button>
        </div>
      )}
      <HttpAddress shape={shape} />
      <Missing shape={shape} />
      <FlowForm {...props} parts={parts} />
      {!readOnly && (
        <Group gap={8}>
          {triggerNames
            .filter((trigger) => trigger !== 'webhook' && !isThere[trigger])
            .map((trigger) => (
              <Button
                key={trigger}
                size="compact-sm"
                variant="default"
                leftSection={<IconAdd size={14} />}
                aria-label={t('editor.step.flow.addTrigger', {
                  name: t(`editor.catalogue.trigger.${trigger}`),
                })}
                onClick={() => add(trigger)}
              >
                {t(`editor.catalogue.trigger.${trigger}`)}
              </Button>
            ))}
        </Group>
      )}
      <Catalogue
        editor={editor}
        offers="events"
        spot={picking ? nowhere : null}
        onClose={() => setPicking(false)}
      />
    </div>
  );
};

/** No step comes of it. */
const nowhere = { block: '/do', index: 0 };

/** Events of connectors that the flow begins with, and that nothing brings yet. */
const Missing = ({ shape }: Pick<FlowFormProps, 'shape'>) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const types = eventsThatBegin(shape).map(({ type }) => type);
  const told = useConnectorEvents({ enabled: types.length > 0 });
  const missing = (told.data ?? []).filter(({ type, by }) => by.length === 0 && types.includes(type));
  return missing.map(({ type, connector }) => (
    <p key={type} className="muted small any-break">
      {t('editor.step.flow.noWebhook', { type })}{' '}
      {may('connectors.write') && (
        <Link
          to={spacePath(space ?? '', `webhooks?new=1&for=${encodeURIComponent(connector)}`)}
          className="link"
        >
          {t('editor.step.flow.makeWebhook')}
        </Link>
      )}
    </p>
  ));
};

const beside = (pointer: string, value: unknown): readonly { pointer: string; value: unknown }[] =>
  pointer === '/schedule' && typeof value === 'object' && value !== null
    ? Object.entries(value).map(([part, held]) => ({ pointer: `/schedule/${part}`, value: held as unknown }))
    : [{ pointer, value }];
