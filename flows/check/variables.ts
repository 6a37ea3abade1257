import type { FlowCatalogue } from '../../core/flow-ports.ts';
import { hint } from '../document/report.ts';
import type { CompileProblem } from '../engine/compiler.ts';
import type { VariableUse } from '../engine/variable-uses.ts';

export interface CheckedVariables {
  readonly problems: readonly CompileProblem[];
  readonly warnings: readonly CompileProblem[];
}

/** What expressions read of the space's variables, against those that there are. */
export const checkVariables = async (
  uses: readonly VariableUse[],
  { spaceId, catalogue }: { readonly spaceId: string; readonly catalogue: FlowCatalogue },
): Promise<CheckedVariables> => {
  if (uses.length === 0) return { problems: [], warnings: [] };
  const known = new Set(await catalogue.variables(spaceId));
  return {
    problems: uses.flatMap(({ name, ...place }) =>
      name === null || known.has(name) ? [] : [{ ...place, message: missing(name, known) }],
    ),
    warnings: uses.flatMap(({ name, ...place }) => (name === null ? [{ ...place, message: unsure }] : [])),
  };
};

const missing = (name: string, known: ReadonlySet<string>): string =>
  `This space has no variable "${name.slice(0, 60)}".${hint(name, known)} Set it under Variables, or PUT /api/variables.`;

const unsure =
  'Which variables this reads shows only as it runs: they can be missing then. Name them: $ENV.NAME.';
