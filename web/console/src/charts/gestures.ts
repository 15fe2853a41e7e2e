// Wheel, pinch, grab and double click on a chart. Drag to zoom is uPlot's own selection.
export interface Gestures {
  /** The x value below a pixel of the plot. */
  valueAt(x: number): number;
  zoom(factor: number, center: number): void;
  /** Moves the window by a share of its width. */
  pan(share: number): void;
  reset(): void;
  /** Whether a plain drag with the mouse moves the window. */
  grabs(): boolean;
}

const WHEEL_STEP = 1.25;

/** Whether a press begins a move of the window, and not a selection. */
export function isGrab(event: MouseEvent, grabs: boolean): boolean {
  return event.button === 1 || (event.button === 0 && (grabs || event.shiftKey));
}

export function attachGestures(over: HTMLElement, to: Gestures): () => void {
  const pointers = new Map<number, number>();
  let distance = 0;
  const place = (event: PointerEvent | MouseEvent) => event.clientX - over.getBoundingClientRect().left;

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      to.pan((event.deltaX || event.deltaY) / over.clientWidth);
      return;
    }
    to.zoom(WHEEL_STEP ** Math.sign(event.deltaY), to.valueAt(place(event)));
  };
  const down = (event: PointerEvent) => {
    const touch = event.pointerType === 'touch';
    if (!touch && !isGrab(event, to.grabs())) return;
    event.preventDefault();
    over.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    distance = spread(pointers);
  };
  const move = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = place(event);
    pointers.set(event.pointerId, now);
    if (pointers.size === 1) {
      to.pan((before - now) / over.clientWidth);
      return;
    }
    const [a, b] = [...pointers.values()] as [number, number];
    const wide = spread(pointers);
    if (wide > 8 && distance > 8) to.zoom(distance / wide, to.valueAt((a + b) / 2));
    distance = wide;
  };
  const up = (event: PointerEvent) => {
    pointers.delete(event.pointerId);
    distance = spread(pointers);
  };
  const twice = (event: MouseEvent) => {
    event.preventDefault();
    to.reset();
  };

  over.addEventListener('wheel', wheel, { passive: false });
  over.addEventListener('pointerdown', down);
  over.addEventListener('pointermove', move);
  over.addEventListener('pointerup', up);
  over.addEventListener('pointercancel', up);
  over.addEventListener('dblclick', twice);
  return () => {
    over.removeEventListener('wheel', wheel);
    over.removeEventListener('pointerdown', down);
    over.removeEventListener('pointermove', move);
    over.removeEventListener('pointerup', up);
    over.removeEventListener('pointercancel', up);
    over.removeEventListener('dblclick', twice);
  };
}

function spread(pointers: Map<number, number>): number {
  const [a, b] = [...pointers.values()];
  return a === undefined || b === undefined ? 0 : Math.abs(a - b);
}
