import { callerId } from '../../core/caller.ts';
import type { ToolCaller } from '../../core/ports.ts';
import { newId } from '../../platform/ids.ts';
import type { Outcome, ToolCall, Values } from '../serve/offer.ts';
import { shapeOf } from './argument-shape.ts';
import type { Ended } from './called-tool.ts';
import type { LiveToolset } from './live-toolset.ts';
import type { NewCall } from './store-calls.ts';
import { withoutSensitive } from './unseen-values.ts';

/** A call that has ended. */
export interface EndedCall extends Pick<Ended, 'as' | 'code'> {
  readonly caller: ToolCaller;
  readonly tool: string;
  readonly operation: string;
  readonly call: ToolCall;
  /** What was asked of the operation in the end. */
  readonly input: Values;
  readonly outcome: Outcome;
  readonly at: Date;
  readonly ms: number;
  readonly sensitive: Sensitive;
}

/** JSON pointers to what no log may hold. */
export interface Sensitive {
  readonly input: readonly string[];
  /** Null: nobody knows where it stands. */
  readonly output: readonly string[] | null;
}

const mostKept = 64 * 1024;

/** What the log keeps of it. */
export const callEntry = (
  { name, number, content }: Pick<LiveToolset, 'name' | 'number' | 'content'>,
  ended: EndedCall,
): NewCall => {
  const { caller, tool, operation, call, input, outcome, as, code, at, ms, sensitive } = ended;
  const kept = content.keepContent;
  const result: Values =
    outcome.kind === 'complete' ? outcome.result : { asks: Object.keys(outcome.requests) };
  return {
    ...{ callId: newId('tcl'), spaceId: caller.spaceId, toolset: name, number },
    ...{ tool: storable(tool), operation: storable(operation) },
    caller: callerId(caller.caller),
    callerName: 'name' in caller.caller ? caller.caller.name : '',
    ...{ at, ms, outcome: as, code },
    shape: JSON.stringify(shapeOf(call.arguments)),
    bytes: bytesOf(result),
    input: kept ? keptText(withoutSensitive(input, sensitive.input)) : null,
    output:
      kept && sensitive.output !== null ? keptText(withoutSensitive(saidIn(result), sensitive.output)) : null,
  };
};

/** A name may be a model's own. */
const storable = (name: string): string => name.replaceAll('\u0000', '').slice(0, 300).toWellFormed();

/** What a result says, once. */
const saidIn = (result: Values): unknown => result['structuredContent'] ?? result['content'] ?? result;

/** Of the first text, which holds the answer: nothing is written out only to be counted. */
const bytesOf = ({ content }: Values): number => {
  const first: unknown = Array.isArray(content) ? content[0] : undefined;
  const text = typeof first === 'object' && first !== null ? (first as Values)['text'] : undefined;
  return typeof text === 'string' ? text.length : 0;
};

const keptText = (value: unknown): string => {
  const text = JSON.stringify(value);
  return text.length <= mostKept ? text : JSON.stringify({ cut: text.slice(0, mostKept).toWellFormed() });
};
