import type { z } from 'zod';
import type { ToolsetContent } from '../../toolsets/content.ts';
import type { ToolsetDeps } from '../../toolsets/deps.ts';
import type { findingsShape } from '../../toolsets/shapes.ts';

const mostTold = 500;

type Told = { readonly [Kind in keyof typeof findingsShape]: z.input<(typeof findingsShape)[Kind]> };

/** Checking brings jq and schemas along: a hub whose toolsets nobody touches does without. */
export const findingsOf = async (
  deps: Pick<ToolsetDeps, 'db' | 'callables' | 'catalogue'>,
  spaceId: string,
  content: ToolsetContent,
): Promise<Told> => {
  const { checkToolset } = await import('../../toolsets/check-toolset.ts');
  const { problems, warnings } = await checkToolset(deps, spaceId, content);
  return { problems: problems.slice(0, mostTold), warnings: warnings.slice(0, mostTold) };
};
