/** A text as it is written. Offsets count UTF-16 units; an end is the offset behind the last of them. */

interface Placed {
  /** Where the value begins, without its anchor and tag. What is not there stands behind what is. */
  readonly start: number;
  /** Behind the last sign of what it says: comments and empty lines below are not of it. */
  readonly end: number;
  /** Of anchor and tag together. */
  readonly props: readonly [from: number, to: number] | null;
  readonly anchor: string | null;
  readonly tag: string | null;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface YamlScalar extends Placed {
  readonly kind: 'scalar';
  readonly text: string;
  readonly style: ScalarStyle;
  /** Of `|+` and `>+`: the empty lines below are of it. */
  readonly keep: boolean;
}

export interface YamlItem {
  /** The offset of the dash; of the value in a list in brackets. */
  readonly head: number;
  readonly node: YamlNode;
}

export interface YamlList extends Placed {
  readonly kind: 'list';
  /** In brackets. */
  readonly flow: boolean;
  readonly items: readonly YamlItem[];
}

export interface YamlEntry {
  /** The offset of the name, or of the `?` before it. */
  readonly head: number;
  readonly key: YamlNode;
  /** The offset of the `:`; -1 where there is none. */
  readonly colon: number;
  readonly value: YamlNode;
}

export interface YamlMap extends Placed {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: readonly YamlEntry[];
}

export interface YamlAlias extends Placed {
  readonly kind: 'alias';
  readonly name: string;
}

export type YamlNode = YamlScalar | YamlList | YamlMap | YamlAlias;
