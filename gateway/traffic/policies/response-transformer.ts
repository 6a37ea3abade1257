import { z } from 'zod';
import type { ObjectValue } from '../../../core/jq/value.ts';
import { getHeader, removeHeader, setHeader } from '../answers/answer-head.ts';
import { readAnswerJson } from '../bodies/answer-json.ts';
import { isObject } from '../../../core/jq/value.ts';
import { onBody, onHead } from '../answers/hooks.ts';
import { definePolicy } from '../policy.ts';
import { textOf } from '../expressions/template.ts';
import { changedObject, compileChanges, headerChanges, memberChanges } from '../bodies/transform.ts';

export const responseTransformer = definePolicy({
  name: 'response-transformer',
  title: 'Change the answer',
  about: 'Sets and removes headers and members of JSON answers before the client gets them.',
  group: 'changes',
  action: z
    .strictObject({
      headers: headerChanges
        .optional()
        .describe('Headers of the answer; jq finds its status in .answer.status.'),
      body: memberChanges
        .optional()
        .describe('Members of answers that are JSON objects; others go on as they are.'),
    })
    .refine(({ headers, body }) => headers !== undefined || body !== undefined, 'needs headers or body'),
  compile: ({ headers, body }, place, deps) => {
    const ofHeaders = compileChanges(headers, { place, deps, path: '/headers' });
    const ofBody = compileChanges(body, { place, deps, path: '/body' });
    return (exchange) => {
      if (headers !== undefined)
        onHead(exchange, (head) => {
          const more: ObjectValue = { answer: { status: head.status } };
          for (const [name, of] of ofHeaders.set)
            setHeader(head, name.toLowerCase(), textOf(of(exchange, more)));
          for (const name of ofHeaders.remove) removeHeader(head, name.toLowerCase());
        });
      if (body !== undefined)
        onBody(exchange, (bytes, head) => {
          const value = readAnswerJson(bytes, getHeader(head, 'content-type'));
          if (value === undefined || !isObject(value)) return bytes;
          const more: ObjectValue = { answer: { status: head.status, body: value } };
          return Buffer.from(JSON.stringify(changedObject(value, ofBody, (of) => of(exchange, more))));
        });
      return undefined;
    };
  },
});
