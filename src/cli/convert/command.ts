import { Command, Option } from 'commander';
import { readFacesLines } from '../../formats/faces-lines.js';
import { FORMATS, type Format, openWriter } from '../../formats/writers.js';
import { count } from '../detect/results.js';
import { EXIT, UsageError } from '../terminal/exit.js';

interface ConvertFlags {
  readonly to: Format;
  readonly confidence?: true;
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
    .option('--confidence', 'for yolo: add the confidence as a sixth column, which trainers refuse in labels')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: ConvertFlags) => {
      process.exitCode = await convert(file, flags);
    });
}

async function convert(file: string, { to, out, confidence }: ConvertFlags): Promise<number> {
  if (confidence && to !== 'yolo') throw new UsageError(`--confidence is about yolo: ${to} has scores already.`);
  const writer = await openWriter(to, out, { confidence });
  const done = { photos: 0, faces: 0, failed: 0, later: 0 };
  try {
    for await (const photo of readFacesLines(file)) {
      if ('error' in photo) {
        done.failed += 1;
        continue;
      }
      await writer.add(photo);
      done.photos += 1;
      const later = photo.faces.filter(({ frame = 0 }) => frame > 0).length;
      done.later += later;
      done.faces += photo.faces.length - later;
    }
    await writer.finish();
  } catch (error) {
    await writer.discard();
    throw error;
  }
  const failed = done.failed > 0 ? `, without ${count(done.failed, 'photo')} that had failed` : '';
  const later =
    done.later > 0 ? `, without ${count(done.later, 'face')} in later frames, which ${to} cannot tell apart` : '';
  const written = `${count(done.faces, 'face')} of ${count(done.photos, 'photo')} written to ${out}`;
  process.stderr.write(`${written}${failed}${later}\n`);
  return done.failed > 0 ? EXIT.failed : EXIT.ok;
}
