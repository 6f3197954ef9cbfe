/*
 * The one script whose name never changes: it says so, in plain words, where another part of the page is gone, as when the
 * server holds a newer page than the browser. Reloading then asks the server for the page instead of taking the kept one.
 */
addEventListener(
  'error',
  (event) => {
    var part = event.target;
    if (part instanceof HTMLScriptElement || part instanceof HTMLLinkElement) fail();
  },
  true,
);

function fail() {
  if (!document.body) return void addEventListener('DOMContentLoaded', fail);
  var words = document.getElementById('starting');
  if (!words || words.dataset.failed) return;
  words.dataset.failed = 'yes';
  words.setAttribute('role', 'alert');
  words.textContent = 'This page was updated, and a part of the version that your browser has is gone. ';
  var button = document.createElement('button');
  button.textContent = 'Reload';
  button.addEventListener('click', () => {
    function reload() {
      location.reload();
    }
    if (!self.caches) return reload();
    caches
      .open('farface')
      .then((cache) => cache.delete(new URL('./', location.href).href))
      .then(reload, reload);
  });
  words.append(button);
}
