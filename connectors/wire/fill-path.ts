import { HubError } from '../../core/errors.ts';
import { percent } from '../../core/percent.ts';
import { refuseArgument } from './argument-error.ts';
import { contentText } from './content-text.ts';
import { shapeOf } from './plain-text.ts';
import { textOf } from './styles.ts';
import type { GivenParameter } from './take-arguments.ts';

/**
 * The path with its arguments. No argument may reach another endpoint than its own: slashes are encoded, and dot
 * segments, which no encoding protects, are refused.
 */
export const fillPath = (template: string, given: readonly GivenParameter[]): string =>
  template
    .split('/')
    .map((segment) => fillSegment(segment, given))
    .join('/');

const placeholder = /\{([^{}]*)\}/g;

const fillSegment = (segment: string, given: readonly GivenParameter[]): string => {
  let filled = '';
  let end = 0;
  let argument: string | undefined;
  for (const match of segment.matchAll(placeholder)) {
    const name = match[1] ?? '';
    const parameter = given.find(({ plan }) => plan.in === 'path' && plan.name === name);
    if (parameter === undefined)
      throw new HubError(
        'input_invalid',
        `The path of this operation holds {${name.slice(0, 80)}}, which its document does not describe.`,
      );
    argument = parameter.plan.argument;
    filled += pathLiteral(segment.slice(end, match.index)) + valueText(parameter);
    end = match.index + match[0].length;
  }
  filled += pathLiteral(segment.slice(end));
  if (argument !== undefined && isDotSegment(filled))
    throw refuseArgument(argument, `makes the path segment "${filled}", which leads to another address`);
  return filled;
};

const valueText = ({ plan, value }: GivenParameter): string => {
  const { argument } = plan;
  if (leadsElsewhere(value))
    throw refuseArgument(argument, 'holds "." or ".." between slashes, which leads to another address');
  if (plan.content !== undefined) return percent(contentText(plan.content, value));
  if (plan.style !== 'matrix' && isEmpty(value))
    throw refuseArgument(argument, 'is empty, and stands in the path, where something has to stand');
  return textOf(plan, value, percent);
};

const isEmpty = (value: unknown): boolean => {
  const shape = shapeOf(value);
  if (shape === undefined) return true;
  if (shape.kind === 'scalar') return shape.text === '';
  return shape.kind === 'list' && shape.items.every((item) => item === '');
};

/** Encoded slashes too: servers behind proxies are known to decode them first, and walk the path afterwards. */
const leadsElsewhere = (value: unknown): boolean => {
  if (typeof value === 'string')
    return /[/\\]/.test(value) && value.split(/[/\\]/).some((piece) => piece === '.' || piece === '..');
  return typeof value === 'object' && value !== null && Object.values(value).some(leadsElsewhere);
};

/** URL parsers read `%2e` as a dot, and some servers cut a segment at its `;` before they walk the path. */
const isDotSegment = (segment: string): boolean =>
  /^\.{1,2}$/.test(segment.replace(/;.*$/s, '').replace(/%2e/gi, '.'));

/** Text of the document: what a URL cannot hold is encoded, all else stays as its author wrote it. */
export const pathLiteral = (text: string): string =>
  text.toWellFormed().replace(/[^A-Za-z0-9\-._~:@!$&'()*+,;=%/?]/gu, encodeURIComponent);
