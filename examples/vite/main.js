// Counts the faces of photos in a worker, with progress and a button that stops. npm install farface vite; npx vite
import { startWorker } from 'farface/browser';

const [input, progress, stop, list] = ['input', 'progress', 'button', 'ul'].map((name) => document.querySelector(name));
// Vite puts the worker, the weights and ONNX Runtime beside the page.
const farface = await startWorker();
document.body.dataset.ready = '';

input.addEventListener('change', async () => {
  const controller = new AbortController();
  stop.onclick = () => controller.abort(new Error('stopped'));
  stop.disabled = false;
  for (const file of input.files) {
    const line = list.appendChild(document.createElement('li'));
    try {
      const { faces } = await farface.detect(file, {
        signal: controller.signal,
        onProgress: (share) => {
          progress.value = share;
        },
      });
      line.textContent = `${file.name}: ${faces.length} faces`;
    } catch (error) {
      line.textContent = error.message;
    }
  }
  stop.disabled = true;
});
