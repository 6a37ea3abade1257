import type { ToolCaller } from '../../core/ports.ts';
import type { StatelessRequest } from './stateless.ts';

/** One who has got in, and what they asked for. */
export interface Visit extends StatelessRequest {
  readonly caller: ToolCaller;
  readonly toolset: string;
  /** Whether the same request would be let in now. */
  stillAllowed(): Promise<boolean>;
}
