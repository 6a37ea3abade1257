import { createElement, type ComponentType } from 'react';
import { iconOf } from '../canvas/kind-icon.ts';
import {
  IconConnectors,
  IconEvents,
  IconFlows,
  IconHome,
  IconHttp,
  IconNext,
  IconPollers,
  IconSchedule,
  IconToolsets,
  IconWebhooks,
} from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { HintMark } from '../../toolsets/hint-marks.tsx';
import { stepKindOf } from '../step/step-kind-of.ts';
import type { Choice, Line } from './catalogue-lines.ts';
import { stepTemplates } from './step-templates.ts';
import type { Trigger } from './trigger-templates.ts';
import styles from './catalogue.module.css';

interface LineProps {
  readonly id: string;
  readonly line: Line;
  readonly top: number;
  readonly active: boolean;
  onPress(): void;
}

const triggerIcons: Readonly<Record<Trigger, typeof IconFlows>> = {
  webhook: IconWebhooks,
  schedule: IconSchedule,
  every: IconSchedule,
  event: IconEvents,
  http: IconHttp,
  agent: IconToolsets,
};

const iconOfChoice = (choice: Choice): ComponentType<{ size: number; 'aria-hidden': boolean }> => {
  if (choice.kind === 'trigger') return triggerIcons[choice.trigger];
  if (choice.kind === 'event') return choice.event.origin === 'poller' ? IconPollers : IconWebhooks;
  if (choice.kind === 'step') {
    const { task } = stepTemplates[choice.step];
    return iconOf({ kind: stepKindOf(task), task });
  }
  const { origin } = choice.callable;
  return origin === 'flow'
    ? IconFlows
    : origin === 'hub'
      ? IconHome
      : origin === 'mcp'
        ? IconToolsets
        : IconConnectors;
};

/** One line of the catalogue: a heading, a group that is opened, or something to choose. */
export const CatalogueLine = ({ id, line, top, active, onPress }: LineProps) => {
  const t = useT();
  if (line.kind === 'heading')
    return (
      <div id={id} role="presentation" className={styles['heading']} style={{ top }}>
        {line.label}
      </div>
    );
  const place = { top, paddingInlineStart: (line.level - 1) * 16 + 8 };
  const option = {
    ...{ id, role: 'option', className: styles['line'], style: place, onClick: onPress },
    ...{ 'aria-selected': active, 'data-active': active || undefined },
  };
  if (line.kind === 'branch')
    return (
      <div {...option} aria-label={t('editor.catalogue.group', { name: line.label, count: line.count })}>
        <IconNext size={16} aria-hidden className={styles['fold']} data-open={line.opened || undefined} />
        <span className={styles['title']}>{line.label}</span>
        <span className={styles['count']} data-count={line.count} />
      </div>
    );
  const { choice } = line;
  return (
    <div {...option}>
      {createElement(iconOfChoice(choice), { size: 16, 'aria-hidden': true })}
      <Said choice={choice} />
      {choice.kind === 'callable' && choice.callable.usedBy > 0 && (
        <span className="muted small">{t('editor.catalogue.usedBy', { count: choice.callable.usedBy })}</span>
      )}
      {choice.kind === 'callable' && <HintMark hints={choice.callable.hints} />}
    </div>
  );
};

const Said = ({ choice }: { readonly choice: Choice }) => {
  const t = useT();
  if (choice.kind === 'callable') {
    const { name, title, description } = choice.callable;
    return (
      <span className={styles['said']} title={description}>
        <span className={styles['title']}>
          {title || name} <code className="muted">{name}</code>
        </span>
        <span className={styles['about']}>{description}</span>
      </span>
    );
  }
  if (choice.kind === 'event') {
    const { type, connector, title, summary, by } = choice.event;
    const names = by.map(({ name }) => name).join(', ');
    return (
      <span className={styles['said']}>
        <span className={styles['title']}>
          {title}: {summary || type.slice(connector.length + 1)} <code className="muted">{type}</code>
        </span>
        <span className={styles['about']}>
          {names === '' ? t('editor.catalogue.eventByNone') : t('editor.catalogue.eventBy', { names })}
        </span>
      </span>
    );
  }
  const [title, about] =
    choice.kind === 'step'
      ? [t(`editor.catalogue.step.${choice.step}`), t(`editor.catalogue.stepText.${choice.step}`)]
      : [
          t(`editor.catalogue.trigger.${choice.trigger}`),
          t(`editor.catalogue.triggerText.${choice.trigger}`),
        ];
  return (
    <span className={styles['said']}>
      <span className={styles['title']}>{title}</span>
      <span className={styles['about']}>{about}</span>
    </span>
  );
};
