import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { CocoDataset } from '../formats/coco.js';
import { CSV_HEAD, csvLines } from '../formats/csv.js';
import type { PhotoFaces } from '../formats/photo-faces.js';
import { readJsonLines } from '../formats/read-json-lines.js';
import { vocXml } from '../formats/voc.js';
import { yoloText } from '../formats/yolo.js';
import { writeFileAtomically } from '../runtime/files.js';
import { count, writeWiderPredictions } from './detect-results.js';
import { EXIT } from './exit.js';

/** What faces can be written as, and how the files are laid out. */
const FORMATS = ['csv', 'coco', 'yolo', 'voc', 'wider'] as const;

interface ConvertFlags {
  readonly to: (typeof FORMATS)[number];
  readonly out: string;
}

const EXAMPLES = `
Examples:
  farface detect photos/ --json > faces.jsonl
  farface convert faces.jsonl --to csv --out faces.csv       one line a face
  farface convert faces.jsonl --to coco --out faces.json     a COCO data set, with scores
  farface convert faces.jsonl --to yolo --out labels         labels/…/NAME.txt, a file a photo
  farface convert faces.jsonl --to voc --out Annotations     Annotations/…/NAME.xml
  farface convert faces.jsonl --to wider --out predictions   WIDER FACE's prediction files

Exit code: 0 all went well, 1 the file is wrong or lists photos that had failed, 2 wrong usage.`;

/** `farface convert`: writes what `detect --json` found in the formats of other tools. */
export function convertCommand(): Command {
  return new Command('convert')
    .description('Write what detect --json found as CSV, COCO, YOLO, PASCAL VOC or WIDER FACE.')
    .argument('<file>', 'lines of farface detect --json')
    .addOption(new Option('--to <format>', 'the format').choices(FORMATS).makeOptionMandatory())
    .requiredOption('-o, --out <path>', 'the file of csv and coco, the folder of the others')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: ConvertFlags) => {
      process.exitCode = await convert(file, flags);
    });
}

async function convert(file: string, { to, out }: ConvertFlags): Promise<number> {
  const writer = WRITERS[to](out);
  const done = { photos: 0, faces: 0, failed: 0 };
  for await (const photo of readJsonLines(file)) {
    if ('error' in photo) {
      done.failed += 1;
      continue;
    }
    await writer.add(photo);
    done.photos += 1;
    done.faces += photo.faces.length;
  }
  await writer.finish?.();
  const failed = done.failed > 0 ? `; ${count(done.failed, 'photo')} had failed and left out` : '';
  process.stderr.write(`${count(done.faces, 'face')} of ${count(done.photos, 'photo')} written to ${out}${failed}\n`);
  return done.failed > 0 ? EXIT.failed : EXIT.ok;
}

interface Writer {
  add(photo: PhotoFaces): Promise<void>;
  /** Writes what is one file for all photos. */
  finish?(): Promise<void>;
}

const WRITERS: Record<ConvertFlags['to'], (out: string) => Writer> = {
  csv: (out) => {
    const lines = [CSV_HEAD];
    return {
      add: async (photo) => void lines.push(...csvLines(photo)),
      finish: () => write(out, `${lines.join('\n')}\n`),
    };
  },
  coco: (out) => {
    const dataset = new CocoDataset();
    return { add: async (photo) => dataset.add(photo), finish: () => write(out, dataset.toJson()) };
  },
  yolo: (out) => ({ add: (photo) => write(fileFor(out, photo.image, '.txt'), yoloText(photo)) }),
  voc: (out) => ({ add: (photo) => write(fileFor(out, photo.image, '.xml'), vocXml(photo)) }),
  wider: (out) => ({ add: ({ image, faces }) => writeWiderPredictions(out, image, faces) }),
};

/** The photo's path below `out`, with another extension: never above it, whatever the path says. */
function fileFor(out: string, image: string, extension: string): string {
  const parts = image.split(/[/\\]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  return join(out, ...parts).replace(/\.\w+$/, '') + extension;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomically(file, Buffer.from(text));
}
