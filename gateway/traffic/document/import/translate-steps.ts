import { isHubError } from '../../../../core/errors.ts';
import { escapeStep } from '../../../../core/json-pointer.ts';
import { isList, isObject, own, type PlainObject } from '../../../../core/schema/plain.ts';
import type { DocumentProblem } from '../problems.ts';
import { conditionToJq, expressionToTemplate, templateToJq } from './to-jq.ts';

/** What is told of a file while it is read: pointers are of the file. */
export interface Told {
  readonly problems: DocumentProblem[];
  readonly notes: DocumentProblem[];
}

/** Services as the file has them: express-gateway lets these say how they are forwarded to. */
export interface TranslateParts {
  readonly told: Told;
  readonly services: PlainObject;
}

/** Policies of express-gateway as ours: the same words, JavaScript as jq. */
export const translatePolicies = (policies: unknown, at: string, parts: TranslateParts): unknown =>
  isList(policies)
    ? policies.map((entry, index) =>
        isObject(entry)
          ? Object.fromEntries(
              Object.entries(entry).map(([policy, given]) => [
                policy,
                translateSteps(given, { policy, at: `${at}/${index}/${escapeStep(policy)}`, parts }),
              ]),
            )
          : entry,
      )
    : policies;

interface StepPlace {
  readonly policy: string;
  readonly at: string;
  readonly parts: TranslateParts;
}

const translateSteps = (given: unknown, place: StepPlace): unknown =>
  isList(given)
    ? given.map((step, index) => translateStep(step, { ...place, at: `${place.at}/${index}` }))
    : translateStep(given, place);

const translateStep = (step: unknown, { policy, at, parts }: StepPlace): unknown => {
  if (!isObject(step)) return step;
  const { condition, action, ...others } = policy === 'rewrite' ? ownRewrite(step, at, parts.told) : step;
  return {
    ...others,
    ...(condition != null && { condition: translateCondition(condition, `${at}/condition`, parts.told) }),
    ...(action != null && {
      action: isObject(action) ? translateAction(action, { policy, at: `${at}/action`, parts }) : action,
    }),
  };
};

/** The plug-in `rewrite` has its path in a condition that it brings along; here it stands with the rest. */
const ownRewrite = (step: PlainObject, at: string, told: Told): PlainObject => {
  const { condition, action, ...others } = step;
  const match = isObject(condition) ? own(condition, 'match') : undefined;
  const kind = isObject(condition) ? own(condition, 'name') : undefined;
  if (typeof match !== 'string' || !isObject(action) || (kind !== 'pathmatch' && kind !== 'regexpmatch'))
    return step;
  if (kind === 'regexpmatch' && !/^\^[^]*\$$/.test(match))
    told.problems.push({
      path: `${at}/condition/match`,
      message: 'has kept what stands around it: write all of the path, from ^ to $',
    });
  return { ...others, action: { ...action, match } };
};

const translateCondition = (given: unknown, at: string, told: Told): unknown => {
  if (!isObject(given)) return given;
  const { expression, conditions, condition } = given;
  return {
    ...given,
    ...(given['name'] === 'expression' &&
      typeof expression === 'string' && {
        expression: said(told, `${at}/expression`, () => conditionToJq(expression)),
      }),
    ...(isList(conditions) && {
      conditions: conditions.map((one, index) => translateCondition(one, `${at}/conditions/${index}`, told)),
    }),
    ...(condition !== undefined && { condition: translateCondition(condition, `${at}/condition`, told) }),
  };
};

const said = (told: Told, path: string, translate: () => string): string => {
  try {
    return translate();
  } catch (error) {
    if (!isHubError(error, 'import_failed')) throw error;
    told.problems.push({ path, message: `this JavaScript cannot be translated to jq: ${error.message}` });
    // Whatever reads it further finds something that can be read.
    return 'false';
  }
};

const translateAction = (action: PlainObject, { policy, at, parts }: StepPlace): unknown => {
  switch (policy) {
    case 'headers':
      return { ...action, ...codeIn(action, 'forwardHeaders', { at, told: parts.told }) };
    case 'request-transformer':
    case 'response-transformer':
      return {
        ...action,
        ...Object.fromEntries(
          ['headers', 'body'].flatMap((part) => {
            const given = own(action, part);
            if (!isObject(given)) return [];
            return [[part, { ...given, ...codeIn(given, 'add', { at: `${at}/${part}`, told: parts.told }) }]];
          }),
        ),
      };
    case 'log':
      return { ...action, ...templateIn(action, 'message', { at, told: parts.told }) };
    case 'rate-limit':
      return dropped(
        { ...action, ...templateIn(action, 'rateLimitBy', { at, told: parts.told }) },
        { at, told: parts.told, names: ['delayAfter', 'delayMs'] },
      );
    case 'proxy':
      return proxyAction(action, at, parts);
    case 'expression':
      if (own(action, 'jscode') !== undefined)
        parts.told.problems.push({
          path: `${at}/jscode`,
          message: 'is a program in JavaScript, which is not run here: write what it does as jq',
        });
      return action;
    default:
      return action;
  }
};

interface Where {
  readonly at: string;
  readonly told: Told;
}

/** Values that are JavaScript. */
const codeIn = (action: PlainObject, field: string, { at, told }: Where): PlainObject => {
  const given = own(action, field);
  if (!isObject(given)) return {};
  const path = `${at}/${field}`;
  const values = Object.entries(given).map(([name, value]) => [
    name,
    typeof value === 'string'
      ? said(told, `${path}/${escapeStep(name)}`, () => expressionToTemplate(value))
      : value,
  ]);
  return { [field]: Object.fromEntries(values) as PlainObject };
};

/** A text with JavaScript in `${ }`. */
const templateIn = (action: PlainObject, field: string, { at, told }: Where): PlainObject => {
  const given = own(action, field);
  return typeof given === 'string'
    ? { [field]: said(told, `${at}/${field}`, () => templateToJq(given)) }
    : {};
};

const dropped = (
  action: PlainObject,
  { at, told, names }: Where & { readonly names: readonly string[] },
): PlainObject => {
  for (const name of names)
    if (own(action, name) !== undefined)
      told.notes.push({ path: `${at}/${name}`, message: 'has had no effect there, and is left out' });
  return Object.fromEntries(Object.entries(action).filter(([name]) => !names.includes(name)));
};

/** What these say by default is what happens here as well. */
const usual: PlainObject = {
  ...{
    autoRewrite: false,
    toProxy: false,
    preserveHeaderKeyCase: false,
    followRedirects: false,
    secure: true,
  },
};

/** What stands at the service counts more than what stands at the policy, and `proxyOptions` most. */
const proxyAction = (action: PlainObject, at: string, { told, services }: TranslateParts): PlainObject => {
  const name = own(action, 'serviceEndpoint');
  const service = typeof name === 'string' ? own(services, name) : undefined;
  const ofService = isObject(service) ? own(service, 'proxyOptions') : undefined;
  const { proxyOptions, ...others } = action;
  const all = {
    ...others,
    ...(isObject(ofService) && ofService),
    ...(isObject(proxyOptions) && proxyOptions),
  };
  const { target, ...merged } = all as Record<string, unknown>;
  if (target !== undefined)
    told.problems.push({
      path: at,
      message: 'names files of certificates (proxyOptions.target): put their texts at the service, under tls',
    });
  return Object.fromEntries(Object.entries(merged).filter(([field, value]) => own(usual, field) !== value));
};
