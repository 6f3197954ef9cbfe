import { useEffect, useState } from 'preact/hooks';
import { fromTransfer } from '../files/collect.js';
import { listAmong } from '../files/lists.js';
import { addFiles } from '../state/queue.js';
import { standingsOf } from '../state/standing.js';
import { announcement, current, engineState, photos } from '../state/store.js';
import { STRINGS } from '../strings.js';
import { Header } from './Header.js';
import { Help } from './Help.js';
import { Notices } from './Notices.js';
import { Panel } from './Panel.js';
import { Queue } from './Queue.js';
import { SaveDialog } from './SaveDialog.js';
import { Stage } from './Stage.js';
import { Start } from './Start.js';
import { Toolbar } from './Toolbar.js';

/** The page. Files can be dropped anywhere on it. */
export function App() {
  const dropping = useFilesOverPage();
  const many = photos.value.length;
  return (
    <div class={`page ${dropping ? 'dropping' : ''}`}>
      <Header />
      {many === 0 ? (
        <Start />
      ) : (
        <main class={many === 1 ? 'work single' : 'work'}>
          {many > 1 && <Queue />}
          <section class="middle">
            <Tip />
            <Stage />
            <Toolbar />
          </section>
          <Panel />
        </main>
      )}
      <Notices />
      <p class="unseen" aria-live="polite">
        {announcement.value}
      </p>
      {dropping && <p class="curtain">{STRINGS.start.drop}</p>}
      <SaveDialog />
      <Help />
    </div>
  );
}

/** What to do, where the eye falls first. */
function Tip() {
  if (current.value?.video.value) return <p class="tip">{STRINGS.video.tip}</p>;
  if (current.value?.state.value.kind === 'failed') return <p class="tip">{STRINGS.stage.tipFailed}</p>;
  if (current.value?.state.value.kind !== 'ready') {
    return <p class="tip">{STRINGS.stage[engineState.value.kind === 'failed' ? 'tipNoEngine' : 'tipWaiting']}</p>;
  }
  // What may be a face counts: it is on the screen, and can be clicked.
  if (Object.values(standingsOf(current.value)).every((many) => many === 0))
    return <p class="tip">{STRINGS.stage.tipNone}</p>;
  return <p class="tip">{matchMedia('(pointer: coarse)').matches ? STRINGS.stage.tipTouch : STRINGS.stage.tip}</p>;
}

/** Takes files that are dropped or pasted; true while some are held over the page. */
function useFilesOverPage(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const take = async (transfer: DataTransfer) => addFiles(await listAmong(await fromTransfer(transfer)));
    const onDrag = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!holdsFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      void take(event.dataTransfer);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (event.clipboardData === null || event.clipboardData.files.length === 0) return;
      event.preventDefault();
      void take(event.clipboardData);
    };
    addEventListener('dragover', onDrag);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    addEventListener('paste', onPaste);
    return () => {
      removeEventListener('dragover', onDrag);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
      removeEventListener('paste', onPaste);
    };
  }, []);
  return over;
}
