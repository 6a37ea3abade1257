import type { OperationPlan } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import { concealer, type SentSecret } from './conceal.ts';
import type { Answer } from './received.ts';
import { callOf, retryAfterOf } from './upstream-failure.ts';
import { valueAt } from './value-at.ts';

/** The failure that an answer of a good status is after all, where the connector says how that looks. */
export const saidNo = (
  plan: OperationPlan,
  answer: Answer,
  { value, secrets }: { readonly value: unknown; readonly secrets: readonly SentSecret[] },
): HubError | undefined => {
  const { refusal } = plan;
  if (refusal === undefined || valueAt(value, refusal.place) !== refusal.value) return undefined;
  const given = valueAt(value, refusal.reason);
  const reason = typeof given === 'string' ? concealer(secrets).text(given).slice(0, 300) : 'no reason';
  const passes = refusal.passing?.includes(reason) === true;
  const retryAfter = passes ? retryAfterOf(answer) : undefined;
  return new HubError(
    passes ? 'upstream_unavailable' : 'upstream_failed',
    `${callOf(plan)} was answered with ${answer.status}, and refused all the same: ${reason}.`,
    {
      details: { status: answer.status, reason },
      ...(retryAfter === undefined ? {} : { retryAfter }),
    },
  );
};
