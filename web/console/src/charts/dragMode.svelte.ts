// Whether a drag in a plot zooms or moves the window.
class DragMode {
  pans = $state(false);
}

export const dragMode = new DragMode();
