/**
 * What the page does beyond links: it sorts photos, enlarges where the picture is clicked, and makes of the views real dialogs with
 * the keys Esc, ← and →.
 * Without it thumbnails open all the same, as they link to the views.
 */
export const SCRIPT = `
document.documentElement.classList.add('scripted');
const photos = document.querySelector('.photos');
const listed = [...photos.children];
const orders = {
  listed: () => 0,
  most: (a, b) => b.dataset.faces - a.dataset.faces,
  fewest: (a, b) => a.dataset.faces - b.dataset.faces,
  smallest: (a, b) => a.dataset.height - b.dataset.height,
  doubtful: (a, b) => a.dataset.score - b.dataset.score,
};
const sort = document.querySelector('.sort select');
sort.value = 'listed';
sort.addEventListener('change', () => photos.replaceChildren(...listed.toSorted(orders[sort.value])));

const show = (article) => article.querySelector('dialog').showModal();
const enlargement = (dialog) => dialog.querySelector('.enlarge');
photos.addEventListener('click', (event) => {
  const link = event.target.closest('a');
  const stage = event.target.closest('.stage');
  if (link) {
    event.preventDefault();
    if (link.matches('.close')) link.closest('dialog').close();
    else show(link.closest('article'));
  } else if (stage) {
    // Enlarges around the point that was clicked on.
    const picture = stage.querySelector('img');
    const { width, height, left, top } = shown(picture);
    const [x, y] = [(event.clientX - left) / width, (event.clientY - top) / height];
    const box = enlargement(stage.closest('dialog'));
    box.checked = !box.checked;
    const { clientWidth, clientHeight } = stage;
    stage.scrollTo(x * picture.clientWidth - clientWidth / 2, y * picture.clientHeight - clientHeight / 2);
  }
});
photos.addEventListener('change', ({ target }) => {
  // The surest face comes first.
  if (target.matches('.enlarge:checked'))
    target.closest('dialog').querySelector('rect')?.scrollIntoView({ block: 'center', inline: 'center' });
});
/** Where the photo is within its element, which it fills one way. */
function shown(picture) {
  const { width, height, left, top } = picture.getBoundingClientRect();
  const scale = Math.min(width / picture.naturalWidth, height / picture.naturalHeight);
  const [wide, high] = [picture.naturalWidth * scale, picture.naturalHeight * scale];
  return { width: wide, height: high, left: left + (width - wide) / 2, top: top + (height - high) / 2 };
}
photos.addEventListener('keydown', (event) => {
  const open = event.target.closest('dialog');
  const steps = { ArrowLeft: 'previousElementSibling', ArrowRight: 'nextElementSibling' };
  const enlarged = open && enlargement(open).checked;
  const next = open && !enlarged && open.closest('article')[steps[event.key]];
  if (!next) return;
  event.preventDefault();
  open.close();
  show(next);
});
`;
