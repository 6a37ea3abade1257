import { textsOf } from '../document/pipeline-steps.ts';

export const methodChoices: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** As documents say them: one, a list, or several with commas between. */
export const methodsIn = (value: unknown): readonly string[] =>
  textsOf(value)
    .flatMap((text) => text.split(','))
    .map((text) => text.trim().toUpperCase())
    .filter((text) => text !== '' && text !== '*');
