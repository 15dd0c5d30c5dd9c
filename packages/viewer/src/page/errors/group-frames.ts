export interface FrameGroup<F> {
  inApp: boolean;
  /** True for the first group of the application's own frames. */
  first: boolean;
  frames: F[];
}

/** Neighbours of the same sort together, in their order. */
export function groupFrames<F extends { inApp: boolean }>(frames: F[]): FrameGroup<F>[] {
  const groups: FrameGroup<F>[] = [];
  for (const frame of frames) {
    const last = groups.at(-1);
    if (last?.inApp === frame.inApp) last.frames.push(frame);
    else {
      const first = frame.inApp && !groups.some((group) => group.inApp);
      groups.push({ inApp: frame.inApp, first, frames: [frame] });
    }
  }
  return groups;
}
