import { isHubError } from '../../../core/errors.ts';
import type { Clock } from '../../../core/ports.ts';
import type { ServiceDocument } from '../document/service-document.ts';
import type { Probe } from './probe.ts';
import type { RunningTarget } from './running-target.ts';

type HealthRules = NonNullable<ServiceDocument['health']>;

export interface CheckOptions {
  readonly rules: HealthRules;
  readonly probe: Probe;
  readonly clock: Clock;
  readonly random: () => number;
  /** False when nobody has used the service for so long that nobody needs to know. */
  stillWanted(): boolean;
  changed(target: RunningTarget): void;
}

export interface Checks {
  stop(): void;
}

/** Asks each address again and again, at times that differ, so that many processes do not ask at once. */
export const startChecks = (targets: readonly RunningTarget[], options: CheckOptions): Checks => {
  const { rules, clock, random } = options;
  const timers = new Map<RunningTarget, NodeJS.Timeout>();
  let stopped = false;

  const later = (target: RunningTarget, ms: number, inARow: number): void => {
    if (stopped) return;
    const timer = setTimeout(() => void round(target, inARow), ms);
    timer.unref();
    timers.set(target, timer);
  };

  /** `inARow`: answers that say the same, good ones above 0 and bad ones below. */
  const round = async (target: RunningTarget, inARow: number): Promise<void> => {
    if (!options.stillWanted()) return;
    const good = await look(target);
    if (stopped) return;
    const now = good ? Math.max(1, inARow + 1) : Math.min(-1, inARow - 1);
    const turns = target.healthy ? now <= -rules.unhealthyAfter : now >= rules.healthyAfter;
    if (turns) {
      target.healthy = good;
      options.changed(target);
    }
    later(target, rules.intervalMs * (0.85 + random() * 0.3), now);
  };

  const look = async (target: RunningTarget): Promise<boolean> => {
    const began = clock.monotonic();
    const note = (good: boolean, answer: string): boolean => {
      target.lastProbe = {
        at: clock.now(),
        good,
        answer,
        ms: Math.round(clock.monotonic() - began),
      };
      return good;
    };
    try {
      const status = await options.probe({
        url: target.target.origin + rules.path,
        timeoutMs: rules.timeoutMs,
        identity: target.use?.identity,
      });
      return note(status >= 200 && status < 400, String(status));
    } catch (error) {
      return note(false, isHubError(error) ? error.message : 'The check itself failed.');
    }
  };

  for (const target of targets) later(target, random() * Math.min(rules.intervalMs, 1_000), 0);

  return {
    stop: () => {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
};
