import { dynamicAnchorOf, type Place, type Resource } from './resource.ts';
import { type Check, type Run, spend } from './run.ts';

/** Following references while a value is checked. */

/**
 * The check behind a reference, compiled when it is first needed. A reference that comes back to the same schema at
 * the same place of the value asks nothing new: it is taken as fitting, so that a circle ends.
 */
export const follow = (target: Place, from: Resource, compile: (place: Place) => Check): Check => {
  let check: Check | null = null;
  return (value, run, seen) => {
    check ??= within(compile(target), { to: target.resource, from });
    if (isFollowed(run, target)) return true;
    if (typeof target.schema !== 'boolean') {
      run.followed.push({ target: target.schema, depth: run.path.length });
    }
    const ok = check(value, run, seen);
    if (typeof target.schema !== 'boolean') run.followed.pop();
    return ok;
  };
};

const isFollowed = (run: Run, target: Place): boolean => {
  let at = run.followed.length - 1;
  for (; at >= 0; at -= 1) {
    const followed = run.followed[at];
    if (followed?.depth !== run.path.length) break;
    if (followed.target === target.schema) return true;
  }
  spend(run, (run.followed.length - at) >> 3);
  return false;
};

/** `$dynamicRef`: to the outermost resource entered so far that has the anchor. */
export const followDynamicAnchor = (
  name: string,
  {
    target,
    from,
    compile,
  }: { readonly target: Place; readonly from: Resource; readonly compile: (place: Place) => Check },
): Check => {
  const followers = new Map<Place, Check>();
  return (value, run, seen) => {
    let place = target;
    for (const scope of run.scopes) {
      const found = dynamicAnchorOf(scope, name);
      if (found === undefined) continue;
      place = found;
      break;
    }
    const follower = followers.get(place) ?? follow(place, from, compile);
    followers.set(place, follower);
    return follower(value, run, seen);
  };
};

/** Entering another resource adds it to the dynamic scope for as long as it is checked. */
export const within = (
  check: Check,
  { to, from }: { readonly to: Resource; readonly from: Resource },
): Check => {
  if (to === from) return check;
  return (value, run, seen) => {
    run.scopes.push(to);
    const ok = check(value, run, seen);
    run.scopes.pop();
    return ok;
  };
};
