'use strict';

const SHOWN = 150; // samples across a chart
const EVENTS = 12; // rows of the table
const LATE = 2000; // milliseconds behind

const element = id => document.getElementById(id);
const percent = part => (100 * part).toFixed(0) + ' %';
const mebibytes = bytes => (bytes / 1048576).toFixed(1) + ' MiB';

let samples = []; // what the charts show, in order
let gaps = []; // the numbers between which samples were missed
let missed = 0;

function state(kind, text) {
  const shown = element('state');
  if (shown.textContent !== text) {
    shown.className = kind;
    shown.textContent = text;
  }
}

/** Adds a row above the others. */
function happened(what, kind = '') {
  const rows = element('events');
  const row = rows.insertRow(0);
  row.className = kind;
  row.insertCell().textContent = new Date().toLocaleTimeString();
  row.insertCell().textContent = what;
  while (rows.rows.length > EVENTS) {
    rows.deleteRow(-1);
  }
}

function draw(chart, value, highest) {
  const newest = samples.at(-1).number;
  const x = number => 600 - (newest - number) * 600 / (SHOWN - 1);
  const y = sample => 116 - 112 * Math.min(1, value(sample) / highest);
  const make = (name, values) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    Object.entries(values).forEach(([key, text]) => made.setAttribute(key, text));
    return made;
  };
  const parts = [1, 2, 3].map(i => make('line', { class: 'grid', x1: 0, x2: 600, y1: 30 * i, y2: 30 * i }));
  gaps.forEach(([from, to]) =>
    parts.push(make('rect', { class: 'gap', x: x(from), y: 0, width: x(to) - x(from), height: 120 })));
  const points = samples.map(sample => x(sample.number).toFixed(1) + ',' + y(sample).toFixed(1)).join(' ');
  parts.push(make('polygon', { class: 'area', points: x(samples[0].number) + ',120 ' + points + ' 600,120' }));
  parts.push(make('polyline', { class: 'line', points }));
  element(chart).replaceChildren(...parts);
}

function show(sample) {
  if (gaps.length && gaps.at(-1).length === 1) {
    gaps.at(-1).push(sample.number);
  }
  samples.push(sample);
  samples = samples.filter(each => each.number > sample.number - SHOWN);
  gaps = gaps.filter(([from]) => from > sample.number - SHOWN);
  const behind = Math.max(0, Date.now() - sample.at);
  element('load').textContent = percent(sample.load);
  element('memory').textContent = percent(sample.memory);
  element('heap').textContent = mebibytes(sample.heap);
  element('readers').textContent = sample.readers;
  element('behind').textContent = (behind / 1000).toFixed(1) + ' s';
  state(behind > LATE ? 'late' : 'live', behind > LATE ? 'late' : 'live');
  const tick = samples.length < 2 ? 0 : (sample.at - samples[0].at) / (sample.number - samples[0].number);
  const seconds = (tick * SHOWN / 1000).toFixed(0);
  document.querySelectorAll('.scale span:first-child').forEach(start => start.textContent = seconds + ' seconds ago');
  draw('load-chart', each => each.load, 1);
  draw('heap-chart', each => each.heap, 1.15 * Math.max(...samples.map(each => each.heap)));
}

const feed = new EventSource('feed' + location.search);
feed.addEventListener('open', () => {
  samples = [];
  gaps = [];
  happened('connected: the last samples, and then each new one');
});
feed.addEventListener('sample', event => show(JSON.parse(event.data)));
feed.addEventListener('missed', event => {
  const count = JSON.parse(event.data).samples;
  missed += count;
  element('missed').textContent = missed;
  element('missed').className = 'bad';
  if (samples.length && gaps.at(-1)?.length !== 1) {
    gaps.push([samples.at(-1).number]);
  }
  happened('missed ' + count + (count === 1 ? ' sample' : ' samples'), 'gap');
});
feed.addEventListener('end', () => {
  feed.close();
  state('waiting', 'ended');
  happened('the server has ended');
});
feed.addEventListener('error', () => {
  if (feed.readyState !== EventSource.CLOSED) {
    state('lost', 'connecting');
  } else if (element('state').textContent !== 'ended') {
    state('lost', 'lost');
  }
});
