import { ActionIcon, TextInput, Tooltip } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Callable, ToolSpec } from '../api/shapes.ts';
import { useFocusOnceDrawn } from '../list/use-focus-once-drawn.ts';
import { IconApprovals, IconFailed, IconRemove, IconSearch } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { dragType } from './drag-type.ts';
import type { ToolsetDraft } from './draft.ts';
import { countByTool, type ToolsetFindings } from './findings.ts';
import { HintMark } from './hint-marks.tsx';
import { useFixedRows } from './use-fixed-rows.ts';
import { withoutMarkup } from './without-markup.ts';
import styles from './toolsets.module.css';

interface ChosenProps {
  readonly draft: ToolsetDraft;
  readonly findings: ToolsetFindings;
  readonly callables: ReadonlyMap<string, Callable>;
  readonly writes: boolean;
  onOpen(at: number): void;
  onRemove(at: number): void;
  onMove(from: number, to: number): void;
  onDrop(operations: readonly string[]): void;
}

/** As the style sheet has it. */
const rowHeight = 52;
const inPlace = { preventScroll: true };
/** More than these are searched. */
const few = 10;

/** The tools of the toolset: each opens what is said of it; others are dropped here. */
export const ChosenTools = (props: ChosenProps) => {
  const { draft, callables, writes, onOpen, onRemove, onMove, onDrop } = props;
  const t = useT();
  const [words, setWords] = useState('');
  const [over, setOver] = useState(false);
  const [active, setActive] = useState(0);
  const problems = useMemo(() => countByTool(props.findings.problems), [props.findings.problems]);
  const shown = useMemo(() => placesOf(draft.tools, words), [draft.tools, words]);
  const { frame, inFrame, first, last, show } = useFixedRows(shown.length, rowHeight);
  const focusOn = useFocusOnceDrawn(frame, inPlace);
  const marked = Math.min(active, Math.max(0, shown.length - 1));

  const focus = (index: number): void => {
    const to = Math.max(0, Math.min(shown.length - 1, index));
    setActive(to);
    show(to);
    focusOn(`[data-tool="${to}"]`);
  };
  const onKeyDown = (event: React.KeyboardEvent, index: number): void => {
    const at = shown[index];
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (at === undefined) return;
    if (step !== 0 && event.altKey && writes && words === '') onMove(at, at + step);
    if (step !== 0) focus(index + step);
    else if (event.key === 'Home') focus(0);
    else if (event.key === 'End') focus(shown.length - 1);
    else if (event.key === 'Delete' && writes) {
      onRemove(at);
      focus(index);
    } else return;
    event.preventDefault();
  };
  return (
    <section
      className={styles['chosen']}
      aria-label={t('toolsets.chosen')}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!writes || !event.dataTransfer.types.includes(dragType)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const dragged = event.dataTransfer.getData(dragType);
        if (dragged === '') return;
        event.preventDefault();
        onDrop(JSON.parse(dragged) as string[]);
      }}
    >
      <div className={styles['head']}>
        <h2>{t('toolsets.chosenCount', { count: draft.tools.length })}</h2>
        {draft.tools.length > few && (
          <TextInput
            type="search"
            size="xs"
            aria-label={t('toolsets.searchChosen')}
            placeholder={t('toolsets.searchChosen')}
            leftSection={<IconSearch size={14} />}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
      </div>
      {shown.length === 0 ? (
        <div className={styles['drop']}>
          <p>{t(words === '' ? 'toolsets.noTools' : 'list.nothing')}</p>
          {words === '' && writes && <p className="muted">{t('toolsets.noToolsText')}</p>}
        </div>
      ) : (
        <div ref={inFrame} className={styles['tools']}>
          <ul style={{ height: shown.length * rowHeight }}>
            {shown.slice(first, last).map((at, offset) => {
              const tool = draft.tools[at];
              const index = first + offset;
              if (tool === undefined) return null;
              return (
                <li key={at} className={styles['tool']} style={{ top: index * rowHeight }}>
                  <button
                    type="button"
                    className={styles['open']}
                    data-tool={index}
                    tabIndex={index === marked ? 0 : -1}
                    onFocus={() => setActive(index)}
                    onKeyDown={(event) => onKeyDown(event, index)}
                    onClick={() => onOpen(at)}
                  >
                    <ToolLine
                      tool={tool}
                      callable={callables.get(tool.operation)}
                      problems={problems.get(at) ?? 0}
                    />
                  </button>
                  {writes && (
                    <Tooltip label={t('toolsets.remove', { name: tool.name })}>
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={t('toolsets.remove', { name: tool.name })}
                        onClick={() => onRemove(at)}
                      >
                        <IconRemove size={14} />
                      </ActionIcon>
                    </Tooltip>
                  )}
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </section>
  );
};

interface LineProps {
  readonly tool: ToolSpec;
  readonly callable: Callable | undefined;
  readonly problems: number;
}

const ToolLine = ({ tool, callable, problems }: LineProps) => {
  const t = useT();
  return (
    <>
      <span className={styles['name']}>
        <strong className="one-line">{tool.name === '' ? t('toolsets.noName') : tool.name}</strong>
        {callable !== undefined && <HintMark hints={callable.hints} />}
        {tool.approval !== undefined && (
          <IconApprovals size={14} role="img" aria-hidden={false} aria-label={t('toolsets.asksFirst')} />
        )}
        {problems > 0 && (
          <span className={styles['problems']}>
            <IconFailed size={14} aria-hidden /> {t('toolsets.problemCount', { count: problems })}
          </span>
        )}
      </span>
      <span className="muted small one-line">
        {withoutMarkup(tool.title ?? callable?.title ?? '')} <code>{tool.operation}</code>
      </span>
    </>
  );
};

/** Where the tools stand that have all the words. */
const placesOf = (tools: readonly ToolSpec[], search: string): readonly number[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return tools.flatMap(({ name, operation, title = '' }, at) => {
    const text = `${name} ${operation} ${title}`.toLowerCase();
    return words.every((word) => text.includes(word)) ? [at] : [];
  });
};
