import { block, fork, loop, ownFunction } from './kinds/blocks.ts';
import { extended } from './kinds/extended.ts';
import { guard } from './kinds/guard.ts';
import { listen } from './kinds/listen.ts';
import { call, process } from './kinds/outside.ts';
import { emit, raise, set, switchTo, wait } from './kinds/simple.ts';
import type { Behaviour } from './machine.ts';
import type { Node } from './program.ts';

const behaviours: { readonly [Kind in Node['kind']]: Behaviour<Kind> } = {
  do: block,
  function: ownFunction,
  for: loop,
  fork,
  try: guard,
  set,
  switch: switchTo,
  raise,
  wait,
  emit,
  listen,
  call,
  run: process,
  extended,
};

export const behaviourOf = (node: Node): Behaviour => behaviours[node.kind] as Behaviour;
