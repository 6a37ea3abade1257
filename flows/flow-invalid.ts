import { HubError } from '../core/errors.ts';
import type { FlowProblem } from './document/report.ts';

/** All that is wrong with a flow, as one refusal. */
export const flowInvalid = (name: string, problems: readonly FlowProblem[]): HubError => {
  const [first] = problems;
  const more = problems.length > 1 ? ` And ${problems.length - 1} more.` : '';
  const said =
    first === undefined ? '' : ` Line ${first.line}, column ${first.column}: ${first.message}${more}`;
  return new HubError('flow_invalid', `"${name}" cannot be published as it is.${said}`, {
    problems: problems.map(({ path, line, column, message }) => ({
      path,
      message: `line ${line}, column ${column}: ${message}`,
    })),
    details: { problems },
  });
};
