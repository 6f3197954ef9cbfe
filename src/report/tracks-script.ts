/** What the page of tracks does; its hash stands in the page's policy. */
export const TRACKS_SCRIPT = `
'use strict';
const data = document.getElementById('data');
const lines = JSON.parse(data.textContent);
const rows = [...document.querySelectorAll('[data-track]')];
const box = (row) => row.querySelector('input');
const count = document.getElementById('count');
const filter = document.getElementById('filter');
const changed = (row) => box(row).checked !== box(row).defaultChecked;
const kinds = {
  all: () => true,
  unsure: (row) => row.dataset.unsure === 'yes',
  hidden: (row) => box(row).checked,
  revealed: (row) => !box(row).checked,
  changed,
};
let saved = true;
function tell() {
  const hidden = rows.filter((row) => box(row).checked).length;
  const edits = rows.filter(changed).length;
  count.textContent = rows.length + ' tracks, ' + hidden + ' hidden' + (edits > 0 ? ', ' + edits + ' changed' : '');
}
function show() {
  for (const row of rows) row.hidden = !kinds[filter.value](row);
  document.getElementById('empty').hidden = rows.some((row) => !row.hidden);
}
for (const row of rows) {
  box(row).addEventListener('change', () => {
    saved = false;
    row.classList.toggle('changed', changed(row));
    tell();
  });
}
filter.addEventListener('change', show);
document.getElementById('save').addEventListener('click', () => {
  const hidden = new Map(rows.map((row) => [Number(row.dataset.track), box(row).checked]));
  const edited = lines.map((line, index) => {
    if (index === 0) return line;
    const track = JSON.parse(line);
    if (hidden.has(track.track)) track.hidden = hidden.get(track.track);
    return JSON.stringify(track);
  });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([edited.join('\\n') + '\\n'], { type: 'application/jsonl' }));
  link.download = data.dataset.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  saved = true;
});
addEventListener('beforeunload', (event) => {
  if (!saved) event.preventDefault();
});
document.documentElement.classList.add('scripted');
tell();
show();
`;
