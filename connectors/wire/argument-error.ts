import { HubError } from '../../core/errors.ts';

/** One argument that cannot travel. `what` goes on from the argument's name: `holds a line break`. */
export const refuseArgument = (argument: string, what: string): HubError =>
  new HubError('input_invalid', `The argument "${argument.slice(0, 80)}" ${what}.`, {
    problems: [{ path: argument, message: what }],
  });
