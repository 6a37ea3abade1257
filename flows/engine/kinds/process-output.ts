import { taskFault } from '../fault.ts';
import type { FrameOf } from '../machine.ts';

interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a task that ran a process gives: the part of the result that `return` names. */
export const processOutput = ({ node, input }: FrameOf<'run'>, output: unknown): unknown => {
  if (!node.await) return input;
  if (node.process === 'workflow') return node.return === 'none' ? null : output;
  const { code, stdout, stderr } = output as ProcessResult;
  if (node.return === 'all') return { code, stdout, stderr };
  if (node.return === 'code') return code;
  if (code !== 0) {
    const told = stderr === '' ? '' : `: ${stderr.trim().slice(0, 2_000)}`;
    throw taskFault('runtime', `The ${node.process} ended with code ${code}${told}`, { code });
  }
  if (node.return === 'none') return null;
  return node.return === 'stderr' ? stderr : stdout;
};
