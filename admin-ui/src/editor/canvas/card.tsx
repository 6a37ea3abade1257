import { Tooltip } from '@mantine/core';
import { memo } from 'react';
import { IconFailed, IconFold, IconPin, IconUnfold, IconWarning } from '../../look/icons.ts';
import { useMessages } from '../../messages/messages-context.tsx';
import { useHands } from './canvas-context.ts';
import { stepIcon } from './kind-icon.ts';
import type { Look } from './look.ts';
import { MarkOfDiff } from './mark-of-diff.tsx';
import { MarkOfRun } from './mark-of-run.tsx';
import { shortText } from './plain-values.ts';
import type { NodeData } from './to-nodes.ts';
import { whatItDoes } from './what-it-does.ts';
import type { Step } from '../document/flow-shape.ts';
import styles from './card.module.css';

interface NodeProps {
  readonly data: NodeData;
}

const sameData = (one: NodeProps, other: NodeProps): boolean => one.data === other.data;

/** A step: what it is, what it is called and what it does. */
export const Card = memo(({ data: { box, look } }: NodeProps) => {
  if (box.step === null) return null;
  return (
    <StepHead
      step={box.step}
      look={look}
      kind={box.kind}
      hidden={box.kind === 'folded' ? box.hidden : null}
    />
  );
}, sameData);
Card.displayName = 'Card';

/** A step that holds others: the head is the step, the rest is only ground. */
export const Frame = memo(({ data: { box, look } }: NodeProps) => {
  if (box.step === null) return null;
  return (
    <div
      className={styles['frame']}
      data-depth={box.depth % 2}
      data-chosen={look.chosen || undefined}
      data-diff={look.diff ?? undefined}
    >
      <StepHead step={box.step} look={look} kind="frame" hidden={null} />
    </div>
  );
}, sameData);
Frame.displayName = 'Frame';

interface HeadProps {
  readonly step: Step;
  readonly look: Look;
  readonly kind: string;
  readonly hidden: number | null;
}

const StepHead = ({ step, look, kind, hidden }: HeadProps) => {
  const { t, language } = useMessages();
  const hands = useHands();
  const what = whatItDoes(step, { t, language });
  const holds = step.inner.length > 0 || hidden !== null || kind === 'switch';
  const { place } = step;
  return (
    <div
      className={`nopan ${kind === 'frame' ? styles['head'] : styles['card']}`}
      data-step={place}
      data-kind={step.kind}
      data-chosen={look.chosen || undefined}
      data-active={look.active || undefined}
      data-hit={look.hit || undefined}
      data-run={look.mark?.status}
      data-diff={look.diff ?? undefined}
      data-wrong={look.problems.length > 0 || undefined}
      style={look.visitors[0] === undefined ? undefined : { boxShadow: `-3px 0 0 ${look.visitors[0].color}` }}
      // The focus stays with the tree.
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={(event) => hands.press(event, place)}
      onClick={() => hands.click(place)}
      onDoubleClick={() => hands.open(place)}
      onContextMenu={(event) => hands.menu(event, place)}
    >
      {stepIcon(step, styles['icon'])}
      <span className={styles['text']}>
        <strong className="one-line">{step.name}</strong>
        <span className="muted small one-line">{what}</span>
        {step.task['if'] !== undefined && (
          <span className={`${styles['when']} one-line`}>
            {t('editor.canvas.onlyIf', { condition: shortText(step.task['if']) })}
          </span>
        )}
      </span>
      <span className={styles['marks']}>
        <FoundMark look={look} />
        {look.pinned && (
          <Tooltip label={t('editor.canvas.pinned')}>
            <IconPin size={14} />
          </Tooltip>
        )}
        {look.diff !== null && <MarkOfDiff mark={look.diff} />}
        {look.mark !== null && <MarkOfRun mark={look.mark} />}
        {holds && (
          <button
            type="button"
            tabIndex={-1}
            className={styles['fold']}
            onPointerDown={(event) => event.stopPropagation()}
            onMouseDown={(event) => event.preventDefault()}
            onClick={(event) => {
              event.stopPropagation();
              hands.fold(place);
            }}
          >
            {hidden === null ? <IconFold size={14} /> : <IconUnfold size={14} />}
            {hidden !== null && <span className="small">{hidden}</span>}
          </button>
        )}
      </span>
    </div>
  );
};

/** How much is wrong; the first of it on hover. */
const FoundMark = ({ look: { problems, warnings } }: { readonly look: Look }) => {
  const first = problems[0] ?? warnings[0];
  if (first === undefined) return null;
  const wrong = problems.length > 0;
  const count = wrong ? problems.length : warnings.length;
  return (
    <Tooltip label={first.message} multiline maw={360}>
      <span className={styles['found']} data-kind={wrong ? 'problem' : 'warning'}>
        {wrong ? <IconFailed size={14} /> : <IconWarning size={14} />}
        {count > 1 && <span className="small">{count}</span>}
      </span>
    </Tooltip>
  );
};
