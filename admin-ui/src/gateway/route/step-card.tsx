import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import type { GatewayLanguage } from '../../api/shapes.ts';
import { IconDown, IconDuplicate, IconMore, IconRemove, IconUp } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { StateMark } from '../../show/state-mark.tsx';
import type { PipelineStep } from '../document/pipeline-steps.ts';
import { conditionText } from './condition-text.ts';
import { groupWord } from './policy-catalogue.tsx';
import { outcomeTones, outcomeWords, type TracedStep } from './trace.ts';
import { useMillis } from '../use-numbers.ts';
import styles from './picture.module.css';

interface CardProps {
  readonly at: number;
  readonly step: PipelineStep;
  readonly language: GatewayLanguage;
  readonly problems: number;
  readonly traced: TracedStep | undefined;
  readonly selected: boolean;
  readonly last: boolean;
  readonly writes: boolean;
  onOpen(): void;
  onMove(from: number, to: number): void;
  onDuplicate(): void;
  onRemove(): void;
}

const dragType = 'application/x-hub-policy';

/** One policy on the way: opens its form; moved by hand, or by Alt and the arrow keys. */
export const StepCard = (props: CardProps) => {
  const { at, step, language, problems, traced, selected, writes, onMove, onRemove } = props;
  const t = useT();
  const millis = useMillis();
  const [over, setOver] = useState(false);
  const policy = language.policies.find(({ name }) => name === step.policy);
  const title = policy?.title ?? step.policy;
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (!writes) return;
    if (event.altKey && event.key === 'ArrowUp') onMove(at, at - 1);
    else if (event.altKey && event.key === 'ArrowDown') onMove(at, at + 1);
    else if (event.key === 'Delete') onRemove();
    else return;
    event.preventDefault();
  };
  return (
    <div
      className={styles['card']}
      draggable={writes}
      data-selected={selected || undefined}
      data-wrong={problems > 0 || policy === undefined || undefined}
      data-over={over || undefined}
      data-outcome={traced?.outcome}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, String(at));
        event.dataTransfer.effectAllowed = 'move';
      }}
      onDragOver={(event) => {
        if (!writes || !event.dataTransfer.types.includes(dragType)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        const from = event.dataTransfer.getData(dragType);
        setOver(false);
        if (from === '') return;
        event.preventDefault();
        onMove(Number(from), at);
      }}
    >
      <button
        type="button"
        className={styles['open']}
        data-step={at}
        onClick={props.onOpen}
        onKeyDown={onKeyDown}
      >
        <span className={styles['title']}>
          {title} <code>{step.policy}</code>
        </span>
        <span className="muted small any-break">
          {policy === undefined ? t('gateway.unknownPolicy') : t(groupWord(policy.group))}
          {step.condition !== null && ` · ${t('gateway.onlyIf')} ${conditionText(step.condition, language)}`}
        </span>
        {problems > 0 && (
          <span className={styles['wrong']}>{t('gateway.problems', { count: problems })}</span>
        )}
        {traced !== undefined && (
          <span className={styles['traced']}>
            <StateMark tone={outcomeTones[traced.outcome]}>{t(outcomeWords[traced.outcome])}</StateMark>
            {['passed', 'answered', 'refused'].includes(traced.outcome) && (
              <span className="muted small">{millis(traced.ms)}</span>
            )}
          </span>
        )}
      </button>
      {writes && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t('list.actionsFor', { name: title })}>
              <IconMore size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconUp size={14} />}
              disabled={at === 0}
              onClick={() => onMove(at, at - 1)}
            >
              {t('gateway.moveUp')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconDown size={14} />}
              disabled={props.last}
              onClick={() => onMove(at, at + 1)}
            >
              {t('gateway.moveDown')}
            </Menu.Item>
            <Menu.Item leftSection={<IconDuplicate size={14} />} onClick={props.onDuplicate}>
              {t('gateway.duplicate')}
            </Menu.Item>
            <Menu.Item
              color="var(--mantine-color-error)"
              leftSection={<IconRemove size={14} />}
              onClick={onRemove}
            >
              {t('gateway.remove')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
};
