import { Component, type ReactNode } from 'react';
import { FailurePage } from './failure-page.tsx';

interface BoundaryProps {
  readonly children: ReactNode;
}
interface BoundaryState {
  readonly error: Error | null;
}

/** A page that breaks takes nothing else with it. React offers this to classes only. */
export class FailureBoundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : <FailurePage error={error} />;
  }
}
