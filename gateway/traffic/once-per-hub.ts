import type { Metrics } from '../../platform/metrics.ts';

interface OfHub {
  readonly metrics: Metrics;
}

/**
 * What all pipelines of a hub have together, made when the first one needs it: counters, which can be registered once
 * only, and what outlives a change of pipelines. A process of tests runs several hubs; each has its metrics.
 */
export const oncePerHub = <Deps extends OfHub, Made>(make: (deps: Deps) => Made): ((deps: Deps) => Made) => {
  const known = new WeakMap<Metrics, { readonly made: Made }>();
  return (deps) => {
    const before = known.get(deps.metrics);
    if (before !== undefined) return before.made;
    const made = make(deps);
    known.set(deps.metrics, { made });
    return made;
  };
};
