import type { PartPlan } from '../../core/connector.ts';
import { isJsonType, readMediaType } from '../../core/media-type.ts';
import { percent } from '../../core/percent.ts';
import { refuseArgument } from './argument-error.ts';
import { isRecord } from './file-argument.ts';
import { valueEncoder } from './percent.ts';
import { isScalar } from './plain-text.ts';
import { nestedPairs, pairsOf, type Pair } from './styles.ts';
import type { GivenBody } from './take-arguments.ts';

/** `application/x-www-form-urlencoded`. A space is `%20`: every reader takes it, and not every one takes `+`. */
export const formBody = (given: GivenBody): string =>
  propertiesOf(given)
    .flatMap(([name, value]) => {
      return formPairs(name, { value, part: partOf(given, name), argument: given.argumentOf(name) });
    })
    .map(([name, value]) => `${name}=${value}`)
    .join('&');

interface FormValue {
  readonly value: unknown;
  readonly part: PartPlan;
  readonly argument: string;
}

const formPairs = (name: string, { value, part, argument }: FormValue): Pair[] => {
  // Nothing would say "leave it as it is"; an empty value is how forms say "none".
  if (value === null) return [[percent(name), '']];
  const { style, explode, contentType } = part;
  const encode = valueEncoder(part.allowReserved === true, explode ?? true);
  if (style !== undefined) {
    const styled = { name, argument, style, explode: explode ?? style === 'form' };
    return pairsOf(styled, value, { name: percent, value: encode });
  }
  if (contentType !== undefined && isJsonType(readMediaType(contentType).type))
    return [[percent(name), encode(JSON.stringify(value))]];
  if (isFlat(value)) {
    const styled = { name, argument, style: 'form', explode: explode ?? true } as const;
    return pairsOf(styled, value, { name: percent, value: encode });
  }
  return nestedPairs(name, value).map(([key, text]) => [percent(key), encode(text)]);
};

const isFlat = (value: unknown): boolean =>
  isScalar(value) || (Array.isArray(value) && value.every((item) => isScalar(item) || item === null));

/** The properties of a body that is made of parts. */
export const propertiesOf = ({ plan, value, argumentOf }: GivenBody): [string, unknown][] => {
  if (isRecord(value)) return Object.entries(value).filter(([, inner]) => inner !== undefined);
  const argument = plan.arguments.shape === 'whole' ? plan.arguments.argument : argumentOf('');
  throw refuseArgument(argument, `is sent as ${plan.mediaType}, and has to be an object`);
};

export const partOf = ({ plan }: GivenBody, name: string): PartPlan =>
  plan.parts !== undefined && Object.hasOwn(plan.parts, name) ? (plan.parts[name] ?? {}) : {};
