import {
  CHOMPING_MODE,
  COLLECTION_STYLE,
  CORE_SCHEMA,
  dump,
  EVENT_ID,
  getScalarValue,
  load,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
  type Event,
  type ScalarEvent,
} from 'js-yaml';
import { gatherNodes, type ScalarStyle, type YamlPiece } from './yaml-pieces.ts';
import type { YamlNode } from './yaml-node.ts';

/** YAML comes in here only. The core schema knows no dates: `2020-01-01` stays the text that it is. */
const schema = CORE_SCHEMA;

export const writeYaml = (value: unknown): string => {
  const bare = value === undefined || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);
  return bare ? '' : dump(value, { schema, lineWidth: 100, noRefs: true });
};

/** One line: a text without quotes where it needs none. `flow`: between `{ }` or `[ ]`, where more signs mean something. */
export const writeScalar = (value: unknown, flow: boolean): string => {
  const line = flow
    ? dump([value], { schema, lineWidth: -1, flowLevel: 0 }).trim().slice(1, -1)
    : dump(value, { schema, lineWidth: -1 }).trim();
  return line.includes('\n') ? JSON.stringify(value) : line;
};

export interface YamlMistake {
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

export type YamlRead = { readonly value: unknown } | { readonly mistake: YamlMistake };

export const readYaml = (text: string): YamlRead =>
  orMistake(() => ({ value: text.trim() === '' ? {} : load(text, { schema }) }));

export type NodesRead = { readonly root: YamlNode | null } | { readonly mistake: YamlMistake };

/** The first document of a text as it is written, with the place of everything; null when it is empty. */
export const readNodes = (text: string, maxDepth: number): NodesRead =>
  orMistake(() => {
    const pieces: YamlPiece[] = [];
    let depth = 0;
    for (const event of parseEvents(text, { maxDepth })) {
      if (event.type === EVENT_ID.DOCUMENT) {
        depth += 1;
        continue;
      }
      const piece = pieceOf(event, text);
      if (piece.kind === 'list' || piece.kind === 'map') depth += 1;
      if (piece.kind === 'close') depth -= 1;
      if (depth === 0) break;
      pieces.push(piece);
    }
    return { root: gatherNodes(pieces, text) };
  });

const orMistake = <T>(work: () => T): T | { readonly mistake: YamlMistake } => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line = 0, column = 0 } = error.mark ?? {};
    return { mistake: { line: line + 1, column: column + 1, reason: error.reason } };
  }
};

type Part = Exclude<Event, { type: typeof EVENT_ID.DOCUMENT }>;

const pieceOf = (event: Part, text: string): YamlPiece => {
  switch (event.type) {
    case EVENT_ID.SEQUENCE:
      return {
        kind: 'list',
        start: event.start,
        flow: event.style === COLLECTION_STYLE.FLOW,
        ...propsOf(event, text),
      };
    case EVENT_ID.MAPPING:
      return {
        kind: 'map',
        start: event.start,
        flow: event.style === COLLECTION_STYLE.FLOW,
        ...propsOf(event, text),
      };
    case EVENT_ID.SCALAR:
      return scalarPiece(event, text);
    case EVENT_ID.ALIAS:
      return {
        kind: 'alias',
        start: event.anchorStart - 1,
        end: event.anchorEnd,
        name: text.slice(event.anchorStart, event.anchorEnd),
      };
    case EVENT_ID.POP:
      return { kind: 'close' };
  }
};

const styles: Readonly<Record<number, ScalarStyle>> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
};

const scalarPiece = (event: ScalarEvent, text: string): YamlPiece => {
  const style = styles[event.style] ?? 'plain';
  const quoted = style === 'single' || style === 'double' ? 1 : 0;
  const missing = event.valueStart < 0;
  return {
    kind: 'scalar',
    start: missing ? -1 : event.valueStart - quoted,
    end: missing ? -1 : event.valueEnd + quoted,
    style,
    keep: event.chomping === CHOMPING_MODE.KEEP,
    text: getScalarValue(text, event),
    ...propsOf(event, text),
  };
};

interface Props {
  readonly props: readonly [from: number, to: number] | null;
  readonly anchor: string | null;
  readonly tag: string | null;
}

type WithProps = Pick<ScalarEvent, 'anchorStart' | 'anchorEnd' | 'tagStart' | 'tagEnd'>;

/** The offset of an anchor leaves its `&` out, that of a tag has the `!`. */
const propsOf = ({ anchorStart, anchorEnd, tagStart, tagEnd }: WithProps, text: string): Props => {
  const starts = [anchorStart < 0 ? -1 : anchorStart - 1, tagStart].filter((at) => at >= 0);
  return {
    props: starts.length === 0 ? null : [Math.min(...starts), Math.max(anchorEnd, tagEnd)],
    anchor: anchorStart < 0 ? null : text.slice(anchorStart, anchorEnd),
    tag: tagStart < 0 ? null : text.slice(tagStart, tagEnd),
  };
};
