import { useMemo, type ClipboardEvent, type KeyboardEvent, type Ref } from 'react';
import { useMessages } from '../../messages/messages-context.tsx';
import type { FlowShape } from '../document/flow-shape.ts';
import type { Look } from './look.ts';
import type { TreeEntry } from './tree-order.ts';
import { whatItDoes } from './what-it-does.ts';
import styles from './canvas.module.css';

interface TreeProps {
  readonly handle: Ref<HTMLDivElement>;
  readonly label: string;
  readonly shape: FlowShape;
  readonly entries: readonly TreeEntry[];
  /** Where the keyboard is. */
  readonly active: string | null;
  lookOf(place: string): Look;
  onKeyDown(event: KeyboardEvent): void;
  onChoose(place: string): void;
  /** What is chosen, as text; null where nothing is. */
  onCopy(): string | null;
  onCut(): void;
  /** Undefined where nothing can be changed. */
  readonly onPaste: ((text: string) => void) | undefined;
}

/** Read ahead and back: a flow of hundreds of steps costs no more than one of forty. */
const around = 20;

const idOf = (place: string): string => `step${place.replaceAll(/[^\w-]/g, '_')}`;

/**
 * The canvas as keyboards and readers of the screen have it. The focus stays here, because cards that go out of sight are not drawn
 * and would take it along.
 */
export const FlowTree = (props: TreeProps) => {
  const { handle, label, entries, active, shape, lookOf, onKeyDown, onChoose, onCopy, onCut, onPaste } =
    props;
  const { t, language } = useMessages();
  const at = Math.max(
    0,
    entries.findIndex(({ place }) => place === active),
  );
  const shown = useMemo(() => entries.slice(Math.max(0, at - around), at + around), [entries, at]);
  const copy = (event: ClipboardEvent): boolean => {
    const text = onCopy();
    if (text === null) return false;
    event.preventDefault();
    event.clipboardData.setData('text/plain', text);
    return true;
  };
  return (
    <div
      ref={handle}
      role="tree"
      tabIndex={0}
      className={styles['tree']}
      aria-label={label}
      aria-multiselectable
      aria-activedescendant={active === null ? undefined : idOf(active)}
      onKeyDown={onKeyDown}
      onCopy={copy}
      onCut={(event) => {
        if (onPaste !== undefined && copy(event)) onCut();
      }}
      onPaste={(event) => {
        event.preventDefault();
        onPaste?.(event.clipboardData.getData('text/plain'));
      }}
    >
      {shown.map(({ place, level, position, size, expanded }) => {
        const step = shape.steps.get(place);
        if (step === undefined) return null;
        const { chosen, problems, mark, diff } = lookOf(place);
        const said = [
          step.name,
          t(`editor.canvas.kind.${step.kind}`),
          whatItDoes(step, { t, language }),
          ...(diff === null ? [] : [t(`editor.canvas.diff.${diff}`)]),
          ...(mark === null ? [] : [t(`editor.canvas.run.${mark.status}`), mark.error ?? '']),
          ...problems.slice(0, 3).map(({ message }) => message),
        ];
        return (
          <div
            key={place}
            id={idOf(place)}
            role="treeitem"
            aria-level={level}
            aria-posinset={position}
            aria-setsize={size}
            aria-selected={chosen}
            aria-expanded={expanded ?? undefined}
            onClick={() => onChoose(place)}
          >
            {said.filter(Boolean).join(', ')}
          </div>
        );
      })}
    </div>
  );
};
