import type { ObjectValue, Value } from '../../../core/jq/value.ts';
import { isHubError } from '../../../core/errors.ts';
import { keepNewest } from '../../../core/keep-newest.ts';
import { conditionToJq, expressionToTemplate, templateToJq } from '../document/import/to-jq.ts';
import type { Exchange } from '../exchange.ts';
import { compileExpression, type ExpressionPlace } from '../expressions/expression.ts';
import { compileTemplate, textOf } from '../expressions/template.ts';

/** A text of a plug-in that express-gateway would run as JavaScript. Here it is jq, or JavaScript that is plainly translated. */
export interface GuestWords {
  /** `egContext.run` */
  run(source: string): Value;
  /** `egContext.match` */
  match(source: string): boolean;
  /** `egContext.evaluateAsTemplateString` */
  template(source: string): string;
}

type Read = (exchange: Exchange, more?: ObjectValue) => Value;

/** Texts come from parameters of policies: a few, over and over. */
const most = 500;

export const openGuestWords = (deps: ExpressionPlace['deps']) => {
  const known = new Map<string, Read>();

  const compiled = (exchange: Exchange, kind: keyof typeof readers, source: string): Read => {
    const key = `${kind} ${source}`;
    const { spaceId, name } = exchange.pipeline;
    const place = { spaceId, pipeline: name, hasService: () => false };
    const value = known.get(key) ?? readers[kind](source, { place, path: '', deps });
    keepNewest(known, { key, value, most });
    return value;
  };

  return (exchange: Exchange): GuestWords => ({
    run: (source) => compiled(exchange, 'run', String(source))(exchange),
    match: (source) => truth(compiled(exchange, 'match', String(source))(exchange)),
    template: (source) => textOf(compiled(exchange, 'template', String(source))(exchange)),
  });
};

const truth = (value: Value): boolean => value !== false && value !== null && value !== '' && value !== 0;

const firstThat = (...ways: readonly (() => Read)[]): Read => {
  let refusal: unknown;
  for (const way of ways) {
    try {
      return way();
    } catch (error) {
      if (!isHubError(error)) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
};

const readers = {
  run: (source: string, where: ExpressionPlace): Read =>
    firstThat(
      () => compileExpression(source, where).value,
      () => compileTemplate(expressionToTemplate(source), where).value,
    ),
  match: (source: string, where: ExpressionPlace): Read =>
    firstThat(
      () => compileExpression(source, where).value,
      () => compileExpression(conditionToJq(source), where).value,
    ),
  template: (source: string, where: ExpressionPlace): Read =>
    firstThat(
      () => compileTemplate(source, where).text,
      () => compileTemplate(templateToJq(source), where).text,
    ),
};
