import { Component, type ErrorInfo, type ReactNode } from 'react';
import type { Beacon } from './create-beacon.js';

export interface ErrorBoundaryProps {
  /** Absent: the error is shown, not reported. */
  beacon?: Pick<Beacon, 'captureError'>;
  /** Shown instead of the children once one of them failed. Absent: nothing. */
  fallback?: ReactNode | ((error: unknown) => ReactNode);
  children?: ReactNode;
}

/** A React error boundary that reports what it caught, with the component that failed. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { failure?: [error: unknown] }> {
  override state: { failure?: [error: unknown] } = {};

  static getDerivedStateFromError(error: unknown): { failure: [error: unknown] } {
    return { failure: [error] };
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    const component = /^\s*(?:at )?(\w+)/.exec(componentStack ?? '')?.[1];
    this.props.beacon?.captureError(error, component ? { component } : {}, 'react');
  }

  override render(): ReactNode {
    const { fallback, children } = this.props;
    const { failure } = this.state;
    if (!failure) return children;
    return typeof fallback === 'function' ? fallback(failure[0]) : fallback;
  }
}
