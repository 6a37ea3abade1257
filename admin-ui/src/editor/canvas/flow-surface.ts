import '@xyflow/react/dist/base.css';

/** What draws, pans and zooms: all that the canvas uses of it. */
export {
  MiniMap,
  ReactFlow as Surface,
  ReactFlowProvider as SurfaceProvider,
  useReactFlow as useSurface,
  useStore as useSurfaceState,
  ViewportPortal,
  type Node as SurfaceNode,
  type ReactFlowState as SurfaceState,
} from '@xyflow/react';
