// Draws the plots, shows times in the zone of the browser or in UTC, keeps what is unfolded, and asks before an action.
// Without scripts, times are in UTC, and the page does nothing of the rest.
(() => {
  'use strict';

  const DAY = 24 * 3600 * 1000;
  const DAYS = 90;
  const TYPING = 10_000;
  const plots = {};
  const unfolded = new Set();
  let typedAt = 0;

  const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const labelled = text => ({display: true, text, color: color('--soft')});

  // The rows of the table of days by their day; the days without loads are gaps in the plots.
  function days() {
    const rows = new Map([...document.querySelectorAll('#days tbody tr')].map(row => [row.dataset.day, row.dataset]));
    const today = Date.parse(new Date().toISOString().slice(0, 10));
    const names = Array.from({length: DAYS}, (_, i) => new Date(today - (DAYS - 1 - i) * DAY).toISOString().slice(0, 10));
    const column = (name, unit = 1) => names.map(day => {
      const value = rows.get(day)?.[name];
      return value === undefined ? null : Number(value) / unit;
    });
    return {names, column};
  }

  function options(title, unit, stacked) {
    const axis = {stacked, ticks: {color: color('--ink')}, grid: {color: color('--line')}};
    return {
      animation: false,
      maintainAspectRatio: false,
      scales: {
        x: {...axis, title: labelled('day (UTC)'), grid: {display: false}},
        y: {...axis, type: 'linear', beginAtZero: true, title: labelled(unit)},
      },
      plugins: {
        title: {display: true, text: title, color: color('--ink')},
        legend: {display: stacked, position: 'bottom', labels: {color: color('--ink'), boxWidth: 12}},
      },
      onClick: (event, items, chart) => {
        const day = items.length && chart.data.labels[items[0].index];
        if (day) location.assign(`${document.getElementById('days').dataset.href}?from=${day}&to=${day}`);
      },
    };
  }

  function show(id, title, unit, labels, datasets) {
    const canvas = document.getElementById(id);
    if (plots[id]) plots[id].destroy();
    plots[id] = new Chart(canvas, {type: 'bar', data: {labels, datasets}, options: options(title, unit, datasets.length > 1)});
  }

  function plot() {
    if (!document.getElementById('rows-plot')) return;
    const {names, column} = days();
    const bars = (label, data, name) => ({label, data, backgroundColor: color('--' + name)});
    show('rows-plot', 'Rows of each day', 'rows', names,
      ['inserted', 'updated', 'unchanged', 'duplicates', 'rejected'].map(name => bars(name, column(name), name)));
    show('seconds-plot', 'Longest load of each day', 'seconds', names, [bars('seconds', column('seconds'), 'seconds')]);
    show('share-plot', 'Rejected rows of each day', '% of the rows', names, [bars('rejected', column('share'), 'rejected')]);
    const most = Math.max(...column('bytes'));
    const [unit, bytes] = most < 1 << 10 ? ['B', 1] : most < 1 << 20 ? ['kB', 1 << 10] : ['MB', 1 << 20];
    show('size-plot', 'Objects of each day', unit, names, [bars('size', column('bytes', bytes), 'seconds')]);
  }

  // The plots stay while the rest of the page is refreshed; only new ones are drawn.
  function plotNew() {
    const canvas = document.getElementById('rows-plot');
    if (canvas && plots['rows-plot']?.canvas !== canvas) plot();
  }

  const isUtc = () => localStorage.getItem('recua-zone') === 'UTC';

  // 2026-01-05 06:00:00 GMT+1
  function timeFormat() {
    const zone = isUtc() ? {timeZone: 'UTC'} : {};
    const time = new Intl.DateTimeFormat('sv-SE', {...zone, dateStyle: 'short', timeStyle: 'medium'});
    const name = new Intl.DateTimeFormat('en', {...zone, timeZoneName: 'short'});
    return date => `${time.format(date)} ${name.formatToParts(date).find(part => part.type === 'timeZoneName').value}`;
  }

  function showTimes() {
    const format = timeFormat();
    for (const time of document.querySelectorAll('time[datetime]')) {
      const date = new Date(time.dateTime);
      if (isNaN(date)) continue;
      if (time.classList.contains('exact')) time.textContent = format(date);
      else time.title = format(date);
    }
    const zone = document.getElementById('zone');
    zone.hidden = false;
    zone.textContent = isUtc() ? 'Show local times' : 'Show times in UTC';
  }

  function switchZone() {
    localStorage.setItem('recua-zone', isUtc() ? 'local' : 'UTC');
    showTimes();
  }

  // A refresh brings each line folded.
  function unfold() {
    for (const id of unfolded) {
      const details = document.getElementById(id);
      if (details) details.open = true;
    }
  }

  function remember(event) {
    const details = event.target;
    if (!details.id || details.hasAttribute('hx-preserve')) return;
    if (details.open) unfolded.add(details.id);
    else unfolded.delete(details.id);
  }

  const stale = now => { document.getElementById('stale').hidden = !now; };

  function ask(event) {
    const button = event.submitter;
    const question = event.target.dataset.confirm;
    if (button && question && !confirm(`${button.getAttribute('aria-label')}? ${question}`)) {
      event.preventDefault();
    } else if (button) {
      button.setAttribute('aria-busy', 'true');
    }
  }

  // The address of the page after an action says what was done; to load the page again must not say it again.
  function announce() {
    const done = document.getElementById('done');
    if (done) {
      done.focus();
      history.replaceState(null, '', location.pathname);
    }
  }

  // A refresh moves the fields in the page, which takes the focus from the one that somebody types in.
  function letType(event) {
    if (event.target.id === 'live' && Date.now() - typedAt < TYPING) event.preventDefault();
  }

  document.getElementById('zone').addEventListener('click', switchZone);
  document.addEventListener('submit', ask);
  document.addEventListener('toggle', remember, true);
  ['htmx:responseError', 'htmx:sendError'].forEach(name => document.body.addEventListener(name, () => stale(true)));
  // Also after an answer without content, which says that nothing has changed.
  document.body.addEventListener('htmx:afterRequest', event => { if (event.detail.successful) stale(false); });
  document.addEventListener('input', () => { typedAt = Date.now(); });
  document.body.addEventListener('htmx:beforeRequest', letType);
  document.body.addEventListener('htmx:afterSwap', () => { unfold(); showTimes(); });
  document.body.addEventListener('htmx:afterSettle', plotNew);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', plot);
  announce();
  showTimes();
  plot();
})();
