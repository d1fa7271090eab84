/* Time without a network. Lengths come from the clock that nobody can set (performance.now); instants from the device's
   clock, corrected by how far it was off when the server last answered. Where both disagree, a person is asked. */

const TOLERANCE = 5000, GAP = 60_000;

/* How far this device's clock is behind the server's, in milliseconds. */
export function skewOf(serverNow, sentAt, answeredAt) {
  return Math.round(serverNow - (sentAt + answeredAt) / 2);
}

export function mark() {
  return { wall: Date.now(), steady: performance.now(), page: performance.timeOrigin };
}

/* A running timer: `begun` in the server's time, `counted` milliseconds measured, and when it was last looked at. */
export function begin(skew) {
  return { begun: Date.now() + skew, counted: 0, last: mark(), isDoubtful: false };
}

/* Go on counting; called every few seconds and when a page takes up a timer that another page began. */
export function counted(timer) {
  const now = mark();
  const wall = now.wall - timer.last.wall;
  const isSamePage = now.page === timer.last.page;
  const steady = isSamePage ? now.steady - timer.last.steady : wall;
  const gap = timer.isServers ? Infinity : GAP;  // the server knows when its own timer began
  const disagrees = isSamePage ? Math.abs(wall - steady) > TOLERANCE : wall < 0 || wall > gap;
  // The steady clock may stand still while the device sleeps: then the longer one is shown, and asked about.
  const passed = disagrees ? Math.max(steady, wall, 0) : steady;
  return { ...timer, counted: timer.counted + passed, last: now, isDoubtful: timer.isDoubtful || disagrees };
}
