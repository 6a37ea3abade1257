import { z } from 'zod';
import { removeHeader, setHeader } from '../answers/answer-head.ts';
import { templateText } from '../expressions/expression-fields.ts';
import { headerName, headerValue } from '../fields/header-names.ts';
import { onHead, sendHeader } from '../answers/hooks.ts';
import { definePolicy } from '../policy.ts';
import { compileTemplate } from '../expressions/template.ts';
import { escapeStep } from '../../../core/json-pointer.ts';

const values = z.record(headerName, templateText);
const names = z.array(headerName).max(100);

export const headers = definePolicy({
  name: 'headers',
  title: 'Headers',
  about: 'Sets headers of the request and of the answer, or takes them away.',
  group: 'changes',
  action: z.strictObject({
    headersPrefix: z
      .string()
      .max(50)
      .regex(/^[\w-]*$/, 'must be letters, digits and hyphens')
      .default('')
      .describe('Put in front of each name in forwardHeaders.'),
    forwardHeaders: values.default({}).describe('Headers that the service gets; ${ … } holds jq.'),
    removeHeaders: names.optional().describe('Headers of the client that the service does not get.'),
    answerHeaders: values
      .optional()
      .describe('Headers that the client gets; ${ … } holds jq, with .answer.status.'),
    removeAnswerHeaders: names.optional().describe('Headers of the service that the client does not get.'),
  }),
  compile: (action, place, deps) => {
    const compiled = (given: Readonly<Record<string, string>>, prefix: string, field: string) =>
      Object.entries(given).map(([name, text]) => {
        const path = `/${field}/${escapeStep(name)}`;
        return [(prefix + name).toLowerCase(), compileTemplate(text, { place, deps, path })] as const;
      });
    const sent = compiled(action.forwardHeaders, action.headersPrefix, 'forwardHeaders');
    const answered = compiled(action.answerHeaders ?? {}, '', 'answerHeaders');
    const dropped = (action.removeHeaders ?? []).map((name) => name.toLowerCase());
    const hidden = (action.removeAnswerHeaders ?? []).map((name) => name.toLowerCase());
    const changesAnswer = answered.length + hidden.length > 0;
    return (exchange) => {
      for (const name of dropped) sendHeader(exchange, name, null);
      for (const [name, template] of sent) sendHeader(exchange, name, headerValue(template.text(exchange)));
      if (!changesAnswer) return undefined;
      onHead(exchange, (head) => {
        for (const name of hidden) removeHeader(head, name);
        for (const [name, template] of answered)
          setHeader(
            head,
            name,
            template.constant ?? template.text(exchange, { answer: { status: head.status } }),
          );
      });
      return undefined;
    };
  },
});
