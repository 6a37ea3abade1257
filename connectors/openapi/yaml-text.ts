import { constructFromEvents, CORE_SCHEMA, EVENT_ID, mergeTag, parseEvents, YAMLException } from 'js-yaml';
import { treeLimits } from './tree-limits.ts';

/** The core schema knows no dates: `2020-01-01` stays the text that it is. */
const schema = CORE_SCHEMA.withTags(mergeTag);
const mergedKeys = 200_000;

export interface YamlRead {
  readonly tree: unknown;
  /** Something stands at more than one place, or inside of itself. */
  readonly shared: boolean;
  readonly notes: readonly string[];
}

/** Why a text is no YAML, and where. Lines and columns begin at 1. */
export interface YamlFault {
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}

export const readYaml = (text: string): YamlRead | YamlFault => {
  const notes: string[] = [];
  try {
    const events = parseEvents(text, { maxDepth: treeLimits.depth });
    const construct = (json: boolean) =>
      constructFromEvents(events, { source: text, schema, json, maxTotalMergeKeys: mergedKeys });
    const [tree, ...others] = lastWins(construct, notes);
    if (others.length > 0)
      notes.push(`The text holds ${others.length + 1} YAML documents; the first one was read.`);
    return { tree, shared: events.some(({ type }) => type === EVENT_ID.ALIAS), notes };
  } catch (error) {
    if (error instanceof YAMLException) return faultOf(error);
    throw error;
  }
};

/** A key written twice is a mistake worth a note, but no reason to refuse the other thousand lines. */
const lastWins = (construct: (json: boolean) => unknown[], notes: string[]): unknown[] => {
  try {
    return construct(false);
  } catch (error) {
    if (!(error instanceof YAMLException) || !error.message.startsWith('duplicated mapping key')) throw error;
    const { line, column } = faultOf(error);
    notes.push(`A key is written twice, first at line ${line}, column ${column}; the last one counts.`);
    return construct(true);
  }
};

const faultOf = (error: YAMLException): YamlFault => ({
  reason: error.reason,
  line: (error.mark?.line ?? 0) + 1,
  column: (error.mark?.column ?? 0) + 1,
});
