import type { ToolsetFinding } from '../api/shapes.ts';

export interface ToolsetFindings {
  readonly problems: readonly ToolsetFinding[];
  readonly warnings: readonly ToolsetFinding[];
}

const ofTool = /^\/tools\/(\d+)(\/.*)?$/;

/** Which tool a finding is about; null: the toolset as a whole. */
export const toolOf = ({ path }: ToolsetFinding): number | null => {
  const at = ofTool.exec(path)?.[1];
  return at === undefined ? null : Number(at);
};

/** How many there are at each tool. */
export const countByTool = (findings: readonly ToolsetFinding[]): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const finding of findings) {
    const at = toolOf(finding);
    if (at !== null) counts.set(at, (counts.get(at) ?? 0) + 1);
  }
  return counts;
};

/** What is wrong with one tool, by the place within it. */
export const findingsOfTool = (findings: readonly ToolsetFinding[], at: number): readonly ToolsetFinding[] =>
  findings.flatMap((finding) => {
    const [, tool, path = ''] = ofTool.exec(finding.path) ?? [];
    return Number(tool) === at && tool !== undefined ? [{ ...finding, path }] : [];
  });

/** The sentence at a field, and at what is within it. */
export const messageAt = (findings: readonly ToolsetFinding[], path: string): string | undefined =>
  findings.find((finding) => finding.path === path || finding.path.startsWith(`${path}/`))?.message;
