/* Lines over months, drawn with uPlot from the JSON beside them; the table below says the same. Colours are those of
   the page, read again when the theme or the paper changes; each line has its own dash, so that hue is not needed. */

const ROOM = 84;
const PAPER = [700, 256];
const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3]];
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000, 1000000];
const WORDS = { minutes: (value) => value.toLocaleString("en-US"), money: (value) => `$${value.toLocaleString("en-US")}`, days: (value) => `${value} d` };

function colours(figure) {
  const style = getComputedStyle(figure);
  const probe = document.createElement("span");
  figure.append(probe);
  const read = (value) => { probe.style.color = value; return getComputedStyle(probe).color; };
  const found = { text: read("var(--muted)"), line: read("var(--line)"), font: style.fontFamily, of: (tone) => { probe.className = `is-${tone}`; return read("var(--tone)"); } };
  return [found, () => probe.remove()];
}

/* Where each line ends; `from` is where it comes from when others go on beyond its end. */
function endsOf(plot, names) {
  const lasts = plot.data.slice(1).map((values) => values.findLastIndex((value) => value !== null));
  const furthest = Math.max(...lasts);
  return names.map((name, place) => {
    const values = plot.data[place + 1], last = lasts[place];
    const y = (at) => plot.valToPos(values[at] ?? values[last], "y", true);
    return { name, last, x: plot.valToPos(plot.data[0][last], "x", true), y: y(last), from: last && last < furthest ? y(last - 1) : null };
  }).filter((end) => end.last >= 0);
}

/* Write the name of each line at its end, those too close to each other moved apart. That of a line which others go on
   from stands before its end, on the side from which the line does not come. */
function label(plot, names, font, colour) {
  const scale = devicePixelRatio, all = endsOf(plot, names);
  const ends = all.filter((end) => end.from === null);
  ends.sort((one, other) => one.y - other.y).forEach((end, place) => { if (place) end.y = Math.max(end.y, ends[place - 1].y + 14 * scale); });
  let lowest = plot.bbox.top + plot.bbox.height - 4 * scale;
  for (const end of ends.toReversed()) {
    end.y = Math.min(end.y, lowest);
    lowest = end.y - 14 * scale;
  }
  plot.ctx.save();
  plot.ctx.font = `${12 * scale}px ${font}`;
  plot.ctx.textBaseline = "middle";
  plot.ctx.fillStyle = colour;
  plot.ctx.textAlign = "left";
  for (const end of ends) plot.ctx.fillText(end.name, end.x + 8 * scale, end.y);
  plot.ctx.textAlign = "right";
  for (const end of all.filter((each) => each.from !== null)) plot.ctx.fillText(end.name, end.x - 4 * scale, end.y + (end.from < end.y ? 14 : -14) * scale);
  plot.ctx.restore();
}

/* The last month is not over: a band from halfway to it, that says so. */
function bandOf(plot, fill, font, colour) {
  const { ctx, bbox } = plot, scale = devicePixelRatio, marks = plot.data[0].length;
  const from = plot.valToPos(marks - 1.5, "x", true);
  ctx.save();
  ctx.globalAlpha = 0.4;
  ctx.fillStyle = fill;
  ctx.fillRect(from, bbox.top, bbox.left + bbox.width - from, bbox.height);
  ctx.globalAlpha = 1;
  ctx.font = `${12 * scale}px ${font}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "top";
  ctx.fillStyle = colour;
  ctx.fillText("so far", bbox.left + bbox.width - 4 * scale, bbox.top + 2 * scale);
  ctx.restore();
}

function options(data, figure, width, height) {
  const [look, done] = colours(figure);
  const said = WORDS[data.unit] ?? String;
  const names = data.series.map((each) => each.name);
  const every = Math.ceil(data.marks.length / Math.max(2, Math.floor((width - ROOM) / 64)));
  const lines = data.series.filter((each) => each.kind === "line");
  const series = [{}, ...data.series.map((each) => ({
    label: each.name,
    stroke: look.of(each.tone),
    width: each.kind === "line" ? 2.25 : 1.5,
    dash: each.kind === "line" ? DASHES[lines.indexOf(each) % DASHES.length] : [3, 3],
    points: { show: each.kind !== "low" && each.kind !== "high" && data.marks.length < 40, size: 6 },
    spanGaps: false,
  }))];
  const low = data.series.findIndex((each) => each.kind === "low") + 1;
  const high = data.series.findIndex((each) => each.kind === "high") + 1;
  const soft = low && high ? look.of("muted") : null;
  const band = data.isOpen ? (plot) => bandOf(plot, look.line, look.font, look.text) : null;
  const axis = { stroke: look.text, font: `12px ${look.font}`, grid: { stroke: look.line, width: 1 }, ticks: { show: false } };
  done();
  return {
    width, height, series,
    legend: { show: false },
    padding: [8, ROOM, 0, 0],
    cursor: { show: false },
    hooks: { drawClear: band ? [band] : [], draw: [(plot) => label(plot, names, look.font, look.text)] },
    scales: { x: { time: false }, y: { range: (_, least, most) => [Math.min(0, least ?? 0), (most || 1) * 1.08] } },
    bands: soft ? [{ series: [high, low], fill: soft }] : [],
    axes: [
      { ...axis, gap: 10, size: 36, grid: { show: false }, values: (_, splits) => splits.map((at) => (Number.isInteger(at) && at % every === 0 ? data.marks[at] ?? "" : "")), splits: () => data.marks.map((_, place) => place) },
      { ...axis, size: 64, ...(data.unit === "money" ? {} : { incrs: WHOLE }), values: (_, splits) => splits.map(said) },
    ],
  };
}

function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const plot = figure.querySelector(".plot");
  figure.hidden = false;
  plot.replaceChildren();
  const values = [data.marks.map((_, place) => place), ...data.series.map((each) => each.values)];
  const size = matchMedia("print").matches ? PAPER : [plot.clientWidth, plot.clientHeight];
  new window.uPlot(options(data, figure, ...size), values, plot);
}

function drawAll() {
  if (window.uPlot) document.querySelectorAll("[data-chart]").forEach(draw);
}

drawAll();
for (const look of ["(prefers-color-scheme: dark)", "print"]) matchMedia(look).addEventListener("change", drawAll);
let waits;
addEventListener("resize", () => { clearTimeout(waits); waits = setTimeout(drawAll, 150); });
