import { createElement, type ReactElement } from 'react';
import type { Step, StepKind } from '../document/flow-shape.ts';
import {
  IconBlock,
  IconConnections,
  IconEmit,
  IconFlows,
  IconFork,
  IconHttp,
  IconListen,
  IconLoop,
  IconRaise,
  IconRun,
  IconSet,
  IconSwitchStep,
  IconToolsets,
  IconTryStep,
  IconUnknown,
  IconWaitStep,
} from '../../look/icons.ts';

type Icon = typeof IconBlock;

const icons: Readonly<Record<StepKind, Icon>> = {
  call: IconConnections,
  do: IconBlock,
  emit: IconEmit,
  for: IconLoop,
  fork: IconFork,
  listen: IconListen,
  raise: IconRaise,
  run: IconRun,
  set: IconSet,
  switch: IconSwitchStep,
  try: IconTryStep,
  unknown: IconUnknown,
  wait: IconWaitStep,
};

const calls: Readonly<Record<string, Icon>> = {
  http: IconHttp,
  openapi: IconHttp,
  grpc: IconHttp,
  asyncapi: IconEmit,
  mcp: IconToolsets,
  a2a: IconToolsets,
};

export const iconOf = ({ kind, task }: Pick<Step, 'kind' | 'task'>): Icon => {
  if (kind === 'call') return calls[String(task['call'])] ?? icons.call;
  if (kind === 'run' && typeof task['run'] === 'object' && task['run'] !== null && 'workflow' in task['run'])
    return IconFlows;
  return icons[kind];
};

export const stepIcon = (step: Step, className: string | undefined): ReactElement =>
  createElement(iconOf(step), { size: 18, 'aria-hidden': true, className });
