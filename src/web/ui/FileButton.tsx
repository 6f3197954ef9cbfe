import { useRef } from 'preact/hooks';
import { fromInput } from '../files/collect.js';
import { listAmong } from '../files/lists.js';
import { addFiles } from '../state/queue.js';
import { Icon, type IconName } from './icons.js';

interface Props {
  readonly icon: IconName;
  readonly label: string;
  readonly primary?: boolean;
  /** Only the icon where there is little room. */
  readonly short?: boolean;
  readonly folder?: boolean;
  /** On phones, the camera opens instead of the album. */
  readonly camera?: boolean;
}

/** A button that asks for files and adds them. */
export function FileButton({ icon, label, primary = false, short = false, folder = false, camera = false }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={primary ? 'primary' : ''} aria-label={label} onClick={() => input.current?.click()}>
        <Icon name={icon} />
        <span class={short ? 'word' : ''}>{label}</span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={!camera}
        {...(folder ? { webkitdirectory: true } : { accept: camera ? 'image/*' : undefined })}
        {...(camera && { capture: 'environment' })}
        data-purpose={folder ? 'folder' : camera ? 'camera' : 'photos'}
        onChange={async ({ currentTarget }) => addFiles(await listAmong(fromInput(currentTarget)))}
      />
    </>
  );
}
