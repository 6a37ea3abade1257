import { HubError } from '../../../core/errors.ts';
import { compile } from '../../../core/jq/compile.ts';
import { JqError } from '../../../core/jq/error.ts';
import type { Limits } from '../../../core/jq/meter.ts';
import type { ObjectValue, Value } from '../../../core/jq/value.ts';
import type { Exchange } from '../exchange.ts';
import { contextOf, wantedBy } from './expression-context.ts';
import { oncePerHub } from '../once-per-hub.ts';
import type { PolicyDeps } from '../policy-deps.ts';
import type { PolicyPlace } from '../policy.ts';

/** Where an expression stands: `path` is the place in its action or condition, as a JSON pointer. */
export interface ExpressionPlace {
  readonly place: PolicyPlace;
  readonly path: string;
  readonly deps: Pick<PolicyDeps, 'log' | 'clock' | 'metrics'>;
}

export interface Expression {
  /** The first value, or null; `more` stands beside the facts of the request. */
  value(exchange: Exchange, more?: ObjectValue): Value;
  /** With something else than the facts of the request as `.`; those are `$context`. */
  of(input: Value, exchange: Exchange, more?: ObjectValue): Value;
}

/** It runs between other requests: what takes longer than some milliseconds is stopped. */
const smallLimits: Limits = { fuel: 50_000, size: 4 * 1_048_576, depth: 200 };
const bodyLimits: Limits = { fuel: 1_000_000, size: 64 * 1_048_576, depth: 500 };

/** Throws `input_invalid`, with the place, where the text is no expression. */
export const compileExpression = (source: string, where: ExpressionPlace): Expression => {
  const program = compiled(source, where);
  const wanted = wantedBy(source);
  const failed = failures(where);
  const usesNow = /\bnow\b/.test(source);
  const usesContext = source.includes('$context');
  const limited = (limits: Limits): Limits =>
    usesNow ? { ...limits, now: where.deps.clock.now().getTime() / 1000 } : limits;
  const facts = (exchange: Exchange, more: ObjectValue | undefined): ObjectValue => {
    const context = contextOf(exchange, wanted);
    return more === undefined ? context : { ...context, ...more };
  };
  return {
    value: (exchange, more) => {
      try {
        return program.first(facts(exchange, more), noVariables, limited(smallLimits)) ?? null;
      } catch (error) {
        throw failed(error);
      }
    },
    of: (input, exchange, more) => {
      try {
        const variables = usesContext ? { context: facts(exchange, more) } : noVariables;
        return program.first(input, variables, limited(bodyLimits)) ?? null;
      } catch (error) {
        throw failed(error);
      }
    },
  };
};

const noVariables = {};

const compiled = (source: string, { path }: ExpressionPlace) => {
  try {
    return compile(source, { variables: ['context'] });
  } catch (error) {
    if (!(error instanceof JqError)) throw error;
    const message = `this is no expression: ${error.message}`;
    throw new HubError('input_invalid', `"${path}": ${message}.`, { problems: [{ path, message }] });
  }
};

const counted = oncePerHub(({ metrics }: Pick<PolicyDeps, 'metrics'>) =>
  metrics.counter(
    'hub_traffic_expression_failures_total',
    'Expressions of pipelines that failed at a request.',
    ['failure'],
  ),
);

const silenceMs = 60_000;

/** Counts all of them, tells one a minute. The client learns nothing of what was inside: it could be another's. */
const failures = ({ deps, place, path }: ExpressionPlace): ((error: unknown) => unknown) => {
  let toldAt = -Infinity;
  return (error) => {
    if (!(error instanceof JqError)) return error;
    counted(deps).add({ failure: error.failure });
    const now = deps.clock.monotonic();
    if (now - toldAt >= silenceMs) {
      toldAt = now;
      deps.log.warn('An expression of a pipeline failed', {
        spaceId: place.spaceId,
        pipeline: place.pipeline,
        at: `${place.at ?? ''}${path}`,
        failure: error.failure,
        reason: withoutValues(error.message),
      });
    }
    return new HubError('expression_failed', 'An expression of this route failed. The log has the reason.');
  };
};

/** What jq says of a value holds its beginning, which may be a credential. */
const withoutValues = (message: string): string => message.replace(/\(.*\)|".*"/gs, '(…)').slice(0, 200);
