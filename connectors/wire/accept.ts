import type { OperationPlan } from '../../core/connector.ts';
import { isConcreteType, isJsonType, readMediaType } from '../../core/media-type.ts';

const mostTypes = 8;

const known = new WeakMap<OperationPlan, string>();

/** What a good answer may be, JSON first; anything else last, since errors often come in a type of their own. */
export const acceptOf = (plan: OperationPlan): string => {
  const before = known.get(plan);
  if (before !== undefined) return before;
  const accept = written(plan);
  known.set(plan, accept);
  return accept;
};

const written = (plan: OperationPlan): string => {
  const declared = plan.responses
    .filter(({ status }) => status.startsWith('2') || status === 'default')
    .flatMap(({ contents }) => contents.map(({ mediaType }) => withoutCharset(mediaType)))
    .filter(isConcreteType)
    .filter((mediaType) => !mediaType.includes('*'));
  const types = [...new Set(declared.length === 0 ? ['application/json'] : declared)];
  const isJson = (type: string): boolean => isJsonType(readMediaType(type).type);
  const ordered = [...types.filter(isJson), ...types.filter((type) => !isJson(type))].slice(0, mostTypes);
  const weighed = ordered.map((type, at) => (at === 0 ? type : `${type};q=${((10 - at) / 10).toFixed(1)}`));
  return [...weighed, '*/*;q=0.1'].join(', ');
};

const withoutCharset = (mediaType: string): string =>
  mediaType.replace(/;\s*charset\s*=\s*[^;]*/gi, '').trim();
