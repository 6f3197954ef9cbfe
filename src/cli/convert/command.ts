import { Command, Option } from 'commander';
import { IMPORTS, type ImportFormat } from '../../formats/readers.js';
import { FORMATS, type Format } from '../../formats/writers.js';
import { convert } from './run.js';

/** What `farface convert` is told. */
export interface ConvertFlags {
  readonly from: 'jsonl' | ImportFormat;
  readonly to: 'jsonl' | 'tracks' | Format;
  readonly confidence?: true;
  readonly label?: string;
  readonly photos?: string;
  readonly out: string;
}

const EXAMPLES = `
Examples:
  farface detect photos/ --json > faces.jsonl
  farface convert faces.jsonl --to csv --out faces.csv       one line a face
  farface convert faces.jsonl --to coco --out faces.json     a COCO data set, with scores: supervision, SAHI, FiftyOne
  farface convert faces.jsonl --to yolo --out labels         labels/…/NAME.txt, a file a photo
  farface convert faces.jsonl --to voc --out Annotations     Annotations/…/NAME.xml
  farface convert faces.jsonl --to wider --out predictions   WIDER FACE's prediction files
  farface convert faces.jsonl --to cvat --out faces.xml      CVAT for images 1.1, to correct by hand
  farface convert --from cvat faces.xml --to jsonl --out corrected.jsonl
                                                             … and back: farface redact --only corrected.jsonl
  farface convert --from yolo labels --photos photos --to jsonl --out faces.jsonl
  farface detect clip.mp4 --tracks > tracks.jsonl
  farface convert tracks.jsonl --to tracks --out tracks.xml  CVAT for video 1.1; .txt: the MOT challenge's text
                                                             … and back: farface redact clip.mp4 --tracks tracks.xml

Exit code: 0 all went well, 1 the file is wrong or lists photos that had failed, 2 wrong usage.`;

/** `farface convert`: writes faces in the formats of other tools, and reads them from there. */
export function convertCommand(): Command {
  return new Command('convert')
    .description(
      'Write faces in the formats of other tools (COCO, YOLO, CVAT, Label Studio, …), or read them from there.',
    )
    .argument('<file>', 'lines of farface detect --json, or what --from says; for yolo the folder of labels')
    .addOption(new Option('--from <format>', 'the format of the file').choices(['jsonl', ...IMPORTS]).default('jsonl'))
    .addOption(
      new Option('--to <format>', 'the format to write').choices([...FORMATS, 'jsonl', 'tracks']).makeOptionMandatory(),
    )
    .requiredOption('-o, --out <path>', 'the folder of yolo, voc and wider, the file of the others')
    .option('--confidence', 'for yolo: add the confidence as a sixth column, which trainers refuse in labels')
    .option('--label <name>', 'with --from: the label that means a face (default: face, or the only one)')
    .option(
      '--photos <folder>',
      'with --from: the photos, for files that do not say how large they are (yolo, fiftyone)',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: ConvertFlags) => {
      process.exitCode = await convert(file, flags);
    });
}
