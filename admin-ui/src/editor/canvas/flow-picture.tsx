import { useMemo } from 'react';
import { useMessages } from '../../messages/messages-context.tsx';
import { readFlowText } from '../document/flow-text.ts';
import { headerHeight } from './sizes.ts';
import type { Box } from './drawing.ts';
import { layOut } from './layout.ts';
import { pathOf } from './line-path.ts';
import { triggerOf } from './trigger-text.ts';
import styles from './flow-picture.module.css';

interface PictureProps {
  readonly text: string;
  /** Of the picture, in pixels. */
  readonly most: { readonly width: number; readonly height: number };
}

const edge = 8;
/** Smaller its words could not be read: what is further below is cut off. */
const leastScale = 0.42;
const longest = 24;

/** The flow as the canvas draws it, small and still. A picture beside words that say the same. */
export const FlowPicture = ({ text, most }: PictureProps) => {
  const { t, language } = useMessages();
  const made = useMemo(() => {
    const read = readFlowText(text);
    if (!('shape' in read)) return null;
    const { main, value } = read.shape;
    return { value, drawing: layOut({ main, folded: new Set() }) };
  }, [text]);
  if (made === null) return null;
  const { drawing, value } = made;
  const [width, height] = [drawing.width + 2 * edge, drawing.height + 2 * edge];
  const whole = Math.min(1, most.width / width, most.height / height);
  const scale = Math.max(whole, Math.min(leastScale, most.width / width));
  const shown = Math.min(height, most.height / scale);
  return (
    <svg
      className={styles['picture']}
      data-cut={shown < height || undefined}
      width={width * scale}
      height={shown * scale}
      viewBox={`${drawing.left - edge} ${-edge} ${width} ${shown}`}
      aria-hidden
    >
      {drawing.boxes.filter(isFrame).map((box) => (
        <BoxOf key={box.id} box={box} word="" />
      ))}
      {drawing.lines.map(({ id, kind, points }) => (
        <path key={id} d={pathOf(points)} className={styles['line']} data-kind={kind} />
      ))}
      {drawing.boxes.map((box) => {
        const word =
          box.kind === 'trigger'
            ? t(`editor.canvas.trigger.${triggerOf(value, { t, language }).kind}`)
            : box.kind === 'end'
              ? t('editor.canvas.end')
              : (box.step?.name ?? '');
        return isFrame(box) ? (
          <Word key={box.id} box={box} word={word} />
        ) : (
          <BoxOf key={box.id} box={box} word={word} />
        );
      })}
    </svg>
  );
};

const isFrame = ({ kind }: Box): boolean => kind === 'frame' || kind === 'part';

interface BoxProps {
  readonly box: Box;
  readonly word: string;
}

const BoxOf = ({ box, word }: BoxProps) => {
  const { x, y, width, height, kind } = box;
  const round = kind === 'end' || kind === 'stop' ? height / 2 : 6;
  return (
    <g className={styles['box']} data-kind={kind}>
      <rect x={x} y={y} width={width} height={height} rx={round} />
      {word !== '' && <Word box={box} word={word} />}
    </g>
  );
};

const Word = ({ box, word }: BoxProps) => {
  if (word === '') return null;
  const { x, y, width, height, kind, step } = box;
  const top = kind === 'frame' && step !== null ? headerHeight(step) : height;
  return (
    <text x={x + width / 2} y={y + top / 2} className={styles['word']} data-kind={kind}>
      {word.length > longest ? `${word.slice(0, longest - 1)}…` : word}
    </text>
  );
};
