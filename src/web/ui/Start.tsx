import { addFiles } from '../state/queue.js';
import { engineState } from '../state/store.js';
import { STRINGS } from '../strings.js';
import { EngineStatus } from './EngineStatus.js';
import { FileButton } from './FileButton.js';
import { Icon } from './icons.js';

const WORDS = STRINGS.start;

/** What is there before the first photo. */
export function Start() {
  // What went wrong is above all else: on a phone the rest fills the screen.
  const failed = engineState.value.kind === 'failed';
  return (
    <main class="start">
      {failed && <EngineStatus />}
      <div class="well">
        <Portrait />
        <h1>{WORDS.heading}</h1>
        <p class="lead">{WORDS.text}</p>
        <p class="choices">
          <FileButton icon="picture" label={WORDS.choose} primary />
          <FileButton icon="folder" label={WORDS.folder} folder />
          <span class="touch-only">
            <FileButton icon="camera" label={WORDS.camera} camera />
          </span>
          <button type="button" onClick={addSample}>
            <Icon name="eye" />
            <span>{WORDS.sample}</span>
          </button>
        </p>
        <p class="faint">
          {WORDS.paste} {WORDS.video}
        </p>
      </div>
      <ul class="facts">
        <li>
          <Icon name="lock" />
          {WORDS.private}
        </li>
        <li>
          <Icon name="warning" />
          {WORDS.honest}
        </li>
      </ul>
      {!failed && <EngineStatus />}
    </main>
  );
}

/** Portraits that a model made, in the public domain. */
async function addSample(): Promise<void> {
  const name = 'sample.jpg';
  const response = await fetch(`./${name}`);
  const file = new File([await response.blob()], name, { type: 'image/jpeg', lastModified: 0 });
  await addFiles([{ file, name, picked: true }]);
}

/** A crowd with its faces hidden. */
function Portrait() {
  const people = [
    [38, 44, 9],
    [66, 40, 11],
    [98, 46, 8],
    [124, 39, 12],
    [154, 45, 9],
    [182, 41, 10],
  ] as const;
  return (
    <svg class="crowd" viewBox="0 0 220 92" aria-hidden="true">
      {people.map(([x, y, r]) => (
        <g key={x}>
          <path
            class="body"
            d={`M${x - r * 2} 92c0-${r * 2.4} ${r}-${r * 3.1} ${r * 2}-${r * 3.1}s${r * 2} ${r * 0.7} ${r * 2} ${r * 3.1}z`}
          />
          <ellipse class="face" cx={x} cy={y} rx={r} ry={r * 1.25} />
        </g>
      ))}
    </svg>
  );
}
