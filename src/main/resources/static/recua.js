// Draws the plots from the table of loads, and asks before an action; without scripts, the page does neither.
(() => {
  'use strict';

  const plots = {};

  const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const column = (rows, name) => rows.map(row => row.dataset[name] === undefined ? null : Number(row.dataset[name]));

  const labelled = text => ({display: true, text, color: color('--soft')});

  // Logarithmic for times: a load of seconds must stay visible beside a lag of days.
  function options(title, stacked) {
    const axis = {stacked, ticks: {color: color('--ink')}, grid: {color: color('--line')}};
    return {
      animation: false,
      maintainAspectRatio: false,
      scales: {
        x: {...axis, title: labelled('load')},
        y: stacked
          ? {...axis, type: 'linear', title: labelled('rows')}
          : {...axis, type: 'logarithmic', title: labelled('seconds, logarithmic scale')},
      },
      plugins: {
        title: {display: true, text: title, color: color('--ink')},
        legend: {position: 'bottom', labels: {color: color('--ink'), boxWidth: 12}},
      },
      onClick: (event, items, chart) => {
        if (items.length) location.assign(document.getElementById('load-' + chart.data.labels[items[0].index]).href);
      },
    };
  }

  function show(id, type, title, stacked, labels, datasets) {
    const canvas = document.getElementById(id);
    if (plots[id] && plots[id].canvas !== canvas) {
      plots[id].destroy();
      delete plots[id];
    }
    if (plots[id]) {
      plots[id].data = {labels, datasets};
      plots[id].update();
    } else {
      plots[id] = new Chart(canvas, {type, data: {labels, datasets}, options: options(title, stacked)});
    }
  }

  function plot() {
    if (!document.getElementById('rows-plot')) return;
    const rows = [...document.querySelectorAll('#loads tbody tr')].reverse();
    const labels = column(rows, 'id');
    const bar = name => ({label: name, data: column(rows, name), backgroundColor: color('--' + name)});
    const line = (name, label) => ({
      label, data: column(rows, name), borderColor: color('--' + name), backgroundColor: color('--' + name), tension: 0,
    });
    show('rows-plot', 'bar', 'Rows of each load', true, labels,
      ['inserted', 'updated', 'unchanged', 'duplicates', 'rejected'].map(bar));
    show('time-plot', 'line', 'Seconds of each load', false, labels,
      [line('seconds', 'took'), line('lag', 'from landing to end')]);
  }

  function repaint() {
    Object.keys(plots).forEach(id => { plots[id].destroy(); delete plots[id]; });
    plot();
  }

  const stale = now => { document.getElementById('stale').hidden = !now; };

  function ask(event) {
    const button = event.submitter;
    if (button && button.dataset.confirm && !confirm(button.dataset.confirm)) {
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

  plot();
  announce();
  document.addEventListener('submit', ask);
  ['htmx:responseError', 'htmx:sendError'].forEach(name => document.body.addEventListener(name, () => stale(true)));
  document.body.addEventListener('htmx:afterSwap', () => stale(false));
  document.body.addEventListener('htmx:afterSettle', plot);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
})();
