import { TextInput } from '@mantine/core';
import { useDeferredValue, useMemo, useState } from 'react';
import { IconSearch } from '../look/icons.ts';
import { useFocusOnceDrawn } from '../list/use-focus-once-drawn.ts';
import { useT } from '../messages/messages-context.tsx';
import { useFixedRows } from '../toolsets/use-fixed-rows.ts';
import type { ListedTool } from './listed-tool.ts';
import styles from './playground.module.css';

interface NamesProps {
  readonly tools: readonly ListedTool[];
  /** The name of the one that is shown. */
  readonly chosen: string;
  onChoose(name: string): void;
}

/** As the style sheet has it. */
const rowHeight = 36;
const inPlace = { preventScroll: true };

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 10,
  PageUp: -10,
  Home: -Infinity,
  End: Infinity,
};

/** The tools by their names. One of them is reached by Tab, the others from there by the arrow keys. */
export const ToolNames = ({ tools, chosen, onChoose }: NamesProps) => {
  const t = useT();
  const [words, setWords] = useState('');
  const [active, setActive] = useState<string | null>(null);
  const search = useDeferredValue(words);
  const shown = useMemo(() => toolsWith(tools, search), [tools, search]);
  const { frame, inFrame, first, last, show } = useFixedRows(shown.length, rowHeight);
  const focusOn = useFocusOnceDrawn(frame, inPlace);
  const placeOf = (name: string | null): number => shown.findIndex((tool) => tool.name === name);
  const at = Math.max(0, placeOf(active) < 0 ? placeOf(chosen) : placeOf(active));

  const go = (to: number): void => {
    const next = Math.max(0, Math.min(shown.length - 1, to));
    setActive(shown[next]?.name ?? null);
    show(next);
    focusOn(`[data-place="${next}"]`);
  };
  const drawn = shown.slice(first, last).map((tool, offset) => ({ tool, place: first + offset }));
  const reached = shown[at];
  // Tab comes to it wherever one has scrolled to.
  if (reached !== undefined && (at < first || at >= last)) drawn.push({ tool: reached, place: at });
  return (
    <nav className={styles['list']} aria-label={t('toolsets.tools')}>
      <TextInput
        type="search"
        size="xs"
        aria-label={t('playground.searchTools')}
        placeholder={t('playground.searchTools')}
        leftSection={<IconSearch size={14} />}
        value={words}
        data-search-field
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || shown.length === 0) return;
          event.preventDefault();
          go(0);
        }}
      />
      <div
        ref={inFrame}
        className={styles['names']}
        tabIndex={-1}
        onKeyDown={(event) => {
          const step = steps[event.key];
          if (step === undefined) return;
          event.preventDefault();
          go(at + step);
        }}
      >
        <div style={{ height: shown.length * rowHeight }}>
          {drawn.map(({ tool: { name }, place }) => (
            <button
              key={name}
              type="button"
              className={styles['tool']}
              style={{ top: place * rowHeight }}
              title={name}
              tabIndex={place === at ? 0 : -1}
              data-place={place}
              {...(name === chosen && { 'aria-current': 'true' as const })}
              onFocus={() => setActive(name)}
              onClick={() => onChoose(name)}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
      <p className="muted small" role="status">
        {shown.length === 0 ? t('list.nothing') : t('playground.count', { count: shown.length })}
      </p>
    </nav>
  );
};

const toolsWith = (tools: readonly ListedTool[], search: string): readonly ListedTool[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return tools.filter(({ name, title, description }) => {
    const text = `${name} ${title} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
};
