import { worksOffline } from '../state/store.js';

/** Installs the service worker, where the browser has one and the page came by a way that allows it. */
export async function installServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('./service-worker.js', { updateViaCache: 'none' });
    await navigator.serviceWorker.ready;
    worksOffline.value = true;
  } catch {
    // The page works without, only not offline; it says so.
    worksOffline.value = false;
  }
}
