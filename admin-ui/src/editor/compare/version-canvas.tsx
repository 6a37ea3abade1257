import { useMemo, useState, useSyncExternalStore } from 'react';
import type { Flow } from '../../api/shapes.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { PageSkeleton } from '../../show/page-skeleton.tsx';
import type { Sides } from '../../versions/version-panel.tsx';
import { Canvas } from '../canvas/canvas.tsx';
import { emptyFlow, readFlowText, type FlowText } from '../document/flow-text.ts';
import { openEditor } from '../open-editor.ts';
import { compareFlows } from './compared-flow.ts';
import { DifferenceList } from './difference-list.tsx';
import { useSideText } from './use-side-text.ts';
import styles from './version-canvas.module.css';

interface CompareProps {
  readonly flow: Flow;
  readonly sides: Sides;
}

/** Two versions of a flow, drawn as one: what came, what went, and what says something else now. */
const VersionCanvas = ({ flow, sides }: CompareProps) => {
  const t = useT();
  const older = useSideText(flow, sides.from);
  const newer = useSideText(flow, sides.to);
  const problem = older.problem ?? newer.problem;
  const reload = (): void => {
    older.reload();
    newer.reload();
  };
  if (problem !== null)
    return <Failure quiet what={t('flows.diffFailed')} problem={problem} onRetry={reload} />;
  if (older.data === undefined || newer.data === undefined) return <PageSkeleton />;
  return <Compared key={`${older.data}\0${newer.data}`} name={flow.name} texts={[older.data, newer.data]} />;
};

interface ComparedProps {
  readonly name: string;
  readonly texts: readonly [older: string, newer: string];
}

const nothingFound = { problems: [], warnings: [] };

const Compared = ({ name, texts: [was, is] }: ComparedProps) => {
  const t = useT();
  const sides = useMemo(() => ({ older: readOf(was), newer: readOf(is) }), [was, is]);
  const { older, newer } = sides;
  if (older === null || newer === null) return <p className="muted">{t('editor.compare.unreadable')}</p>;
  return <Drawn name={name} older={older} newer={newer} same={was === is} />;
};

/** A version could be read when it was published; a draft may be anything. */
const readOf = (text: string): FlowText | null => {
  if (text === '') return emptyFlow;
  const read = readFlowText(text);
  return 'shape' in read ? read : null;
};

interface DrawnProps {
  readonly name: string;
  readonly older: FlowText;
  readonly newer: FlowText;
  /** Letter by letter. */
  readonly same: boolean;
}

const Drawn = ({ name, older, newer, same }: DrawnProps) => {
  const compared = useMemo(() => compareFlows(older, newer), [older, newer]);
  const [editor] = useState(() => openEditor(compared.text));
  const [besides, setBesides] = useState<string | null>(null);
  const { chosen } = useSyncExternalStore(editor.subscribe, editor.state);
  const place = chosen.at(-1) ?? null;
  return (
    <div className={styles['compared']}>
      <div className={styles['canvas']}>
        <Canvas
          editor={editor}
          flow={name}
          findings={nothingFound}
          diff={compared.marks}
          readOnly
          onOpen={(one) => editor.choose(one === null ? [] : [one])}
          onAdd={nothing}
        />
      </div>
      <DifferenceList
        compared={compared}
        older={older}
        newer={newer}
        same={same}
        place={place}
        besides={place === null ? besides : null}
        onPlace={(one) => editor.choose([one])}
        onBesides={(one) => {
          editor.choose([]);
          setBesides(one);
        }}
      />
    </div>
  );
};

const nothing = (): void => undefined;

export default VersionCanvas;
