// The day: a block on the line is dragged, or adjusted by arrow keys on its summary [data-adjust]. Both only fill in the
// entry's own form and show old and new; saving stays with the person and the server.

const line = document.querySelector("[data-day-line]");
const from = Number(line?.dataset.from ?? 0);
const until = Number(line?.dataset.until ?? 1440);

const minutes = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
const clock = (at) => `${String(Math.floor(at / 60) % 24).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;

class Slot {
  constructor(form) {
    this.form = form;
    this.key = form.dataset.adjustForm;
    this.start = form.elements.started_at;
    this.end = form.elements.ended_at;
    this.length = form.elements.minutes;
    this.mark = line?.querySelector(`[data-mark="${this.key}"]`);
    this.was = this.start ? [minutes(this.start.defaultValue), minutes(this.end.defaultValue) || 1440] : [0, Number(this.length.defaultValue)];
    form.addEventListener("input", () => this.tell());
  }

  get now() {
    return this.start ? [minutes(this.start.value), minutes(this.end.value) || 1440] : [0, Number(this.length.value)];
  }

  put(start, end) {
    if (this.start) {
      if (start < 0 || end > 1440 || end <= start) return;
      this.start.value = clock(start);
      this.end.value = clock(end);
    } else {
      if (end < 1) return;
      this.length.value = end;
    }
    this.form.closest("details").open = true;
    this.tell();
  }

  tell() {
    const [start, end] = this.now;
    const [wasStart, wasEnd] = this.was;
    const moved = start !== wasStart || end !== wasEnd;
    const say = (a, b) => (this.start ? `${clock(a)} – ${clock(b)} (${b - a} min)` : `${b} min`);
    this.form.querySelector("[data-change]").textContent = moved ? `${say(wasStart, wasEnd)} → ${say(start, end)}` : "";
    if (!this.mark) return;
    this.mark.classList.toggle("is-moved", moved);
    this.mark.setAttribute("x", `${(100 * (start - from)) / (until - from)}%`);
    this.mark.setAttribute("width", `${(100 * Math.max(1, end - start)) / (until - from)}%`);
  }
}

const slots = new Map();
for (const form of document.querySelectorAll("form[data-adjust-form]")) {
  const slot = new Slot(form);
  slots.set(slot.key, slot);
}

const STEPS = { ArrowLeft: [-1, -1], ArrowRight: [1, 1], ArrowUp: [0, 1], ArrowDown: [0, -1] };
document.addEventListener("keydown", (event) => {
  const slot = slots.get(event.target.dataset?.adjust);
  const step = STEPS[event.key];
  if (!slot || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const [start, end] = slot.now;
  const times = event.shiftKey ? 5 : 1;
  slot.put(start + step[0] * times, end + step[1] * times);
});

const EDGE = 7;
const SNAP = 5;
line?.addEventListener("pointerdown", (event) => {
  const slot = slots.get(event.target.dataset?.mark);
  if (!slot) return;
  const box = event.target.getBoundingClientRect();
  const [start, end] = slot.now;
  const isWide = box.width > 3 * EDGE;
  const part = isWide && event.clientX - box.left < EDGE ? "start" : isWide && box.right - event.clientX < EDGE ? "end" : "all";
  const perMinute = line.getBoundingClientRect().width / (until - from);
  const move = (moving) => {
    const by = Math.round((moving.clientX - event.clientX) / perMinute / SNAP) * SNAP;
    slot.put(part === "end" ? start : start + by, part === "start" ? end : end + by);
  };
  const stop = () => {
    line.removeEventListener("pointermove", move);
    if (slot.form.querySelector("[data-change]").textContent) slot.form.elements.reason.focus();
  };
  line.setPointerCapture(event.pointerId);
  line.addEventListener("pointermove", move);
  line.addEventListener("pointerup", stop, { once: true });
  line.addEventListener("pointercancel", stop, { once: true });
  event.preventDefault();
});
