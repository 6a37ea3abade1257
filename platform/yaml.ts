import {
  constructFromEvents,
  CORE_SCHEMA,
  EVENT_ID,
  type Event,
  getScalarValue,
  mergeTag,
  parseEvents,
  type ScalarEvent,
  SCALAR_STYLE,
  YAMLException,
} from 'js-yaml';

/** Why a text is no YAML, and where. Lines and columns begin at 1. */
export interface YamlFault {
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}

/** Offsets into the text, in UTF-16 units. What is not there, such as the value of `a:`, stands behind what is. */
interface NodePlace {
  readonly start: number;
  readonly anchor: string | null;
  readonly tag: string | null;
}

export type YamlNode =
  | (NodePlace & YamlScalar)
  | (NodePlace & { readonly kind: 'list'; readonly items: readonly YamlNode[] })
  | (NodePlace & { readonly kind: 'map'; readonly entries: readonly YamlEntry[] })
  | { readonly kind: 'alias'; readonly start: number; readonly name: string };

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly text: string;
  /** Without quotes, and no block: what it looks like decides about its type. */
  readonly plain: boolean;
  /** Where the text begins when it stands in the file letter by letter; null when it was put together. */
  readonly verbatim: number | null;
  /** Of `|` and `>`: how far the lines below the sign are indented, and whether they are put together. */
  readonly block: { readonly indent: number; readonly folded: boolean } | null;
}

export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

export interface YamlText {
  /** Something stands at more than one place, or inside of itself. */
  readonly shared: boolean;
  /** The documents as plain data, with merge keys. */
  construct(options: ConstructOptions): readonly unknown[] | YamlFault;
  /** The documents as they were written; none for one that is empty. */
  nodes(): readonly (YamlNode | null)[];
}

export interface ConstructOptions {
  /** A key that is written twice is refused, or the last one counts. */
  readonly repeated: 'refuse' | 'last';
  readonly maxMergedKeys: number;
}

/** The core schema knows no dates: `2020-01-01` stays the text that it is. */
const schema = CORE_SCHEMA.withTags(mergeTag);

export const openYaml = (text: string, maxDepth: number): YamlText | YamlFault => {
  const events = orFault(() => parseEvents(text, { maxDepth }));
  if ('reason' in events) return events;
  return {
    shared: events.some(({ type }) => type === EVENT_ID.ALIAS),
    construct: ({ repeated, maxMergedKeys }) =>
      orFault(() =>
        constructFromEvents(events, {
          source: text,
          schema,
          json: repeated === 'last',
          maxTotalMergeKeys: maxMergedKeys,
        }),
      ),
    nodes: () => nodesOf(events, text),
  };
};

const orFault = <T>(work: () => T): T | YamlFault => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { reason, mark } = error;
    return { reason, line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1 };
  }
};

interface Open {
  readonly take: (node: YamlNode) => void;
}

/** One pass with a list of what is open: texts of strangers nest deeper than calls may. */
const nodesOf = (events: readonly Event[], text: string): (YamlNode | null)[] => {
  const documents: (YamlNode | null)[] = [];
  const open: Open[] = [];
  let last = 0;
  const placeOf = (event: Exclude<Event, { type: 1 | 5 | 6 }>, start: number): NodePlace => ({
    start: start < 0 ? last : start,
    anchor: event.anchorStart < 0 ? null : text.slice(event.anchorStart, event.anchorEnd),
    tag: event.tagStart < 0 ? null : text.slice(event.tagStart, event.tagEnd),
  });
  for (const event of events) {
    const into = open.at(-1);
    switch (event.type) {
      case EVENT_ID.DOCUMENT: {
        const at = documents.push(null) - 1;
        open.push({ take: (node) => (documents[at] = node) });
        break;
      }
      case EVENT_ID.SEQUENCE: {
        const items: YamlNode[] = [];
        into?.take({ ...placeOf(event, event.start), kind: 'list', items });
        open.push({ take: (node) => items.push(node) });
        last = Math.max(last, event.start);
        break;
      }
      case EVENT_ID.MAPPING: {
        const entries: YamlEntry[] = [];
        into?.take({ ...placeOf(event, event.start), kind: 'map', entries });
        open.push(pairing(entries));
        last = Math.max(last, event.start);
        break;
      }
      case EVENT_ID.SCALAR:
        into?.take({ ...placeOf(event, startOf(event)), ...scalarOf(event, text) });
        last = Math.max(last, event.valueEnd);
        break;
      case EVENT_ID.ALIAS:
        into?.take({
          kind: 'alias',
          start: event.anchorStart - 1,
          name: text.slice(event.anchorStart, event.anchorEnd),
        });
        last = event.anchorEnd;
        break;
      default:
        open.pop();
    }
  }
  return documents;
};

/** Keys and values come by turns. */
const pairing = (entries: YamlEntry[]): Open => {
  let key: YamlNode | null = null;
  return {
    take: (node) => {
      if (key === null) key = node;
      else {
        entries.push({ key, value: node });
        key = null;
      }
    },
  };
};

const isQuoted = ({ style }: ScalarEvent): boolean =>
  style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;

const startOf = (event: ScalarEvent): number =>
  event.valueStart < 0 || !isQuoted(event) ? event.valueStart : event.valueStart - 1;

const scalarOf = (event: ScalarEvent, source: string): YamlScalar => {
  const text = getScalarValue(source, event);
  const { style, valueStart } = event;
  const folded = style === SCALAR_STYLE.FOLDED_BLOCK;
  const block = folded || style === SCALAR_STYLE.LITERAL_BLOCK ? { indent: event.indent, folded } : null;
  return {
    kind: 'scalar',
    text,
    plain: style === SCALAR_STYLE.PLAIN,
    verbatim: block === null && valueStart >= 0 && source.startsWith(text, valueStart) ? valueStart : null,
    block,
  };
};
