import { nothingElsewhere, openElsewhere, type Elsewhere, type LookUp } from './elsewhere.ts';
import { toldHere } from './foreign.ts';
import { openYaml, type YamlFault, type YamlNode } from '../../platform/yaml.ts';
import { readDocument } from './flow.ts';
import { flowLimits } from './limits.ts';
import type { FlowDocument } from './model.ts';
import { openPlaces, type Places } from './places.ts';
import { type FlowProblem, openReport } from './report.ts';
import { plainTree, tooDeep } from './tree.ts';

export interface FlowReading {
  /** Null when there are problems. */
  readonly document: FlowDocument | null;
  /**
   * What could be read, with something harmless in the place of what is wrong: to look for further problems in it, never
   * to run it. Null when the text itself is none.
   */
  readonly sketch: FlowDocument | null;
  readonly problems: readonly FlowProblem[];
  readonly places: Places;
  /** What it takes from addresses. While something that it wants was not looked up, there may be more. */
  readonly elsewhere: Elsewhere;
}

/** YAML 1.2 or JSON, to a document in which everything is checked but the expressions. Never throws. */
export const readText = (text: string, lookUp: LookUp = nothingElsewhere): FlowReading => {
  const elsewhere = openElsewhere(lookUp);
  const root = onlyNode(text);
  if ('message' in root) {
    const places = openPlaces(text, null, new Map());
    return { document: null, sketch: null, problems: [root], places, elsewhere };
  }
  const unsound = openReport();
  const { value, aliases, complete } = plainTree(root, unsound);
  const places = openPlaces(text, root, aliases);
  if (!complete)
    return { document: null, sketch: null, problems: unsound.problems(places), places, elsewhere };
  const report = openReport();
  const sketch = readDocument({ path: '', value }, { report, elsewhere });
  const found = together(unsound.problems(places), report.problems(places));
  const problems = toldHere(found, elsewhere.parts);
  return { document: problems.length > 0 ? null : sketch, sketch, problems, places, elsewhere };
};

/** Where the text itself is wrong, whatever else is wrong at that place comes of it. */
const together = (unsound: readonly FlowProblem[], others: readonly FlowProblem[]): FlowProblem[] => {
  const apart = others.filter(
    ({ path }) => !unsound.some((one) => path === one.path || path.startsWith(`${one.path}/`)),
  );
  return [...unsound, ...apart].toSorted((one, other) => one.line - other.line || one.column - other.column);
};

/** What the text holds, or why nothing can be made of it. */
const onlyNode = (text: string): YamlNode | FlowProblem => {
  if (text.length > flowLimits.letters) {
    const size = `${(text.length / 1024 / 1024).toFixed(1)} MB`;
    return at(1, 1, `The text is too large: ${size}, where 1 MB is the most. Make several flows of it.`);
  }
  const yaml = openYaml(text, flowLimits.depth);
  if ('reason' in yaml) return at(yaml.line, yaml.column, faultText(yaml, text));
  const [node, ...others] = yaml.nodes();
  if (others.length > 0) {
    return at(1, 1, `The text holds ${others.length + 1} documents. Write one flow into one text.`);
  }
  return node ?? at(1, 1, 'The text is empty. Begin with "document:".');
};

const at = (line: number, column: number, message: string): FlowProblem => ({
  path: '',
  line,
  column,
  message,
});

const faultText = ({ reason, line }: YamlFault, text: string): string => {
  if (reason.includes('maxDepth')) return tooDeep;
  return `This is no YAML: ${reason}.${adviceFor(reason, text.split(/\r\n|\n|\r/)[line - 1] ?? '')}`;
};

/** What expressions do to YAML, mostly. */
const adviceFor = (reason: string, line: string): string => {
  if (reason.includes('escape sequence'))
    return ' In double quotes "\\" begins a sign; single quotes leave it alone.';
  if (!line.includes('${')) return '';
  return ' Put an expression in quotes when ": " or " #" is in it, or when it stands in braces.';
};
