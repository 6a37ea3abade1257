import { memo, use } from 'react';
import {
  IconAdd,
  IconConnections,
  IconEnd,
  IconEvents,
  IconSchedule,
  IconWebhooks,
} from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import { TriggerContext, useHands } from './canvas-context.ts';
import type { NodeData } from './to-nodes.ts';
import type { TriggerKind } from './trigger-text.ts';
import styles from './card.module.css';

interface NodeProps {
  readonly data: NodeData;
}

const icons: Readonly<Record<TriggerKind, typeof IconEnd>> = {
  event: IconEvents,
  time: IconSchedule,
  http: IconWebhooks,
  called: IconConnections,
};

/** What starts the flow. */
export const TriggerCard = memo(() => {
  const t = useT();
  const hands = useHands();
  const { kind, text } = use(TriggerContext);
  const Icon = icons[kind];
  return (
    <div className={`nopan ${styles['card']}`} data-trigger={kind} onClick={() => hands.open(null)}>
      <Icon size={18} className={styles['icon']} aria-hidden />
      <span className={styles['text']}>
        <strong className="one-line">{t(`editor.canvas.trigger.${kind}`)}</strong>
        <span className="muted small one-line">{text}</span>
      </span>
    </div>
  );
});
TriggerCard.displayName = 'TriggerCard';

export const EndPill = memo(() => {
  const t = useT();
  return (
    <div className={styles['pill']}>
      <IconEnd size={12} aria-hidden />
      {t('editor.canvas.end')}
    </div>
  );
});
EndPill.displayName = 'EndPill';

/** Where a way ends before the flow does. */
export const StopPill = memo(({ data: { box } }: NodeProps) => {
  const t = useT();
  return (
    <div className={styles['pill']}>
      <IconEnd size={12} aria-hidden />
      {t(box.then === 'exit' ? 'editor.canvas.exit' : 'editor.canvas.ends')}
    </div>
  );
});
StopPill.displayName = 'StopPill';

/** One of the blocks of a frame. */
export const PartBox = memo(({ data: { box } }: NodeProps) => {
  const t = useT();
  return (
    <div className={styles['part']} data-role={box.role ?? undefined}>
      <span className="muted small">
        {t(
          box.role === 'catch'
            ? 'editor.canvas.catch'
            : box.role === 'try'
              ? 'editor.canvas.try'
              : 'editor.canvas.each',
        )}
      </span>
    </div>
  );
});
PartBox.displayName = 'PartBox';

/** A block with nothing in it yet. */
export const EmptyBox = memo(({ data: { box } }: NodeProps) => {
  const t = useT();
  const hands = useHands();
  const { plus } = box;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`nopan ${styles['empty']}`}
      data-plus={plus?.id}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => plus !== null && hands.add(plus)}
    >
      <IconAdd size={14} aria-hidden />
      {t('editor.canvas.addStep')}
    </button>
  );
});
EmptyBox.displayName = 'EmptyBox';
