import { Command, Option } from 'commander';
import { DETECT_DEFAULTS, detectFields } from '../../detect/options.js';
import { integerBetween } from '../../errors/validate.js';
import { isLive } from '../../platform/node/video/live-address.js';
import { CODEC_SOURCES } from '../../platform/node/video/sources.js';
import { HIDING, REDACT_DEFAULTS, REDACT_RECALL, redactFields, SHAPES } from '../../redact/options.js';
import { LIVE_DEFAULTS, videoFields } from '../../video/options.js';
import { modelOptions } from '../models.js';
import { numberOption } from '../terminal/number-option.js';
import { recallOption } from '../terminal/recall-option.js';
import { checkedForFiles, REVIEW_MOST, type RedactFlags } from './flags.js';
import { redactPhotos } from './run.js';

const EXAMPLES = `
Examples:
  farface redact crowd.jpg                         crowd.redacted.jpg, with a black ellipse over each face
  farface redact photos/ --out public              a folder and all below it, into a folder of the same structure
  farface redact photos/ --out public --with mosaic --review look
                                                   pictures of what was hidden, and of what was nearly found, in look/
  sed -n '3p;17p' look/nearly.jsonl > missed.jsonl numbers 3 and 17 of these pictures are faces: hide them, too
  farface redact photos/ --out public --with mosaic --also missed.jsonl --only-named
                                                   … and only the photos that they are in
  farface detect photos/ --json > faces.jsonl      detect, edit the file, …
  farface redact photos/ --only faces.jsonl --out public
                                                   … and redact exactly what it lists
  farface redact clip.mp4                          clip.redacted.mp4, sound and times as they were, each frame checked
  farface redact rtsp://10.0.0.7/street --out street.mp4
                                                   a stream until it ends or Ctrl-C; or camera:/dev/video0, --out - or rtmp://…
  farface redact - < crowd.jpg > hidden.jpg        standard input and output
  farface redact archive/ --in-place --resume archive.log
                                                   a long batch: the same command goes on where it was stopped

Without --keep-metadata the results have no EXIF, GPS, XMP or thumbnail. Format, bit depth, colour profile and quality stay.
A camera or a stream is redacted until it ends or Ctrl-C; frames that detection has no time for go out black.
Exit code: 0 all that was found is known to show no face, 1 something failed, was not looked at, or shows a face, 2 wrong usage.`;

/** `farface redact`: hides the faces in photos. */
export function redactCommand(): Command {
  const { threshold, minFace, maxSide, nms, threads } = detectFields;
  const options = [
    new Option(
      '--with <how>',
      `how to hide; what mosaic and blur leave of a large face may be recognised (default: ${REDACT_DEFAULTS.with})`,
    ).choices(HIDING),
    new Option('--shape <shape>', `outline of what is hidden (default: ${REDACT_DEFAULTS.shape})`).choices(SHAPES),
    numberOption(
      '--scale <factor>',
      `size of the mask over the size of the face (default: ${REDACT_DEFAULTS.scale})`,
      redactFields.scale,
    ),
    new Option('--color <css>', `colour of solid, such as white or #ff8800 (default: ${REDACT_DEFAULTS.color})`),
    numberOption(
      '--strength <share>',
      `side of the mosaic's cells, or sigma of the blur, over the face's size (default: ${REDACT_DEFAULTS.strength})`,
      redactFields.strength,
    ),
    numberOption(
      '-t, --threshold <score>',
      `leave faces less sure than this, 0 to 1 (default: ${REDACT_DEFAULTS.threshold})`,
      threshold,
    ),
    recallOption(REDACT_RECALL),
    numberOption('--min-face <pixels>', 'leave faces less tall than this', minFace),
    numberOption(
      '--max-side <pixels>',
      'look at photos with a longer side scaled down to this: faster, blind to more',
      maxSide,
    ),
    numberOption(
      '--nms <overlap>',
      `overlap (IoU) above which the weaker box goes (default: ${DETECT_DEFAULTS.nms})`,
      nms,
    ),
    new Option(
      '--no-check',
      'of photos, do not look at the redacted picture again, which takes as long as the first look',
    ),
    new Option(
      '--review <folder>',
      'write contact sheets of what was hidden, what nearly was, and what remains there; of videos, a page of their tracks',
    ),
    numberOption(
      '--review-most <number>',
      `how much of what was nearly found they show, the likeliest faces of all photos first (default: ${REVIEW_MOST})`,
      integerBetween(1, 10_000),
    ),
    new Option('--keep-faces <file>', 'leave the faces that this file lists, in the form of detect --json'),
    new Option('--also <file>', 'hide what this file lists as well'),
    new Option('--only <file>', 'hide exactly what this file lists: nothing is detected, nothing is checked'),
    new Option('--keep-metadata', 'keep EXIF and XMP, the place of the photo included, without the thumbnails'),
    new Option(
      '-o, --out <folder>',
      'write there, in the same structure (default: beside each photo, as NAME.redacted.EXT); - for standard output; of a stream a file or an address',
    ),
    new Option(
      '--base <folder>',
      'folder that the structure in --out starts from, and the paths in files of faces (default: each folder that is named, unless an earlier run put a photo elsewhere; that of each file)',
    ),
    new Option('--overwrite', 'replace files in --out that are not known as results of farface'),
    numberOption(
      '--every <n>',
      'of videos, look at every so many frames only: faster, and who is seen for less than that many may stay visible (default: 1)',
      integerBetween(1, 1000),
    ),
    numberOption(
      '--quality <number>',
      'of videos, 0 to 100, whatever the size (default: as the source, and not much larger)',
      videoFields.quality,
    ),
    new Option(
      '--codec <source>',
      'of videos: node-av, or the ffmpeg on the PATH (default: the first that is installed)',
    ).choices(CODEC_SOURCES),
    new Option(
      '--tracks <file>',
      "of a video, hide the tracks that this file hides: lines that the page of --review saved, CVAT's XML (.xml) or MOT text (.txt)",
    ),
    new Option('--keep-subtitles', 'of videos, keep subtitles that are text; those that are pictures go'),
    numberOption(
      '--delay <seconds>',
      `of a camera or a stream, how long each frame waits, in which what is found later reaches back (default: ${LIVE_DEFAULTS.delay})`,
      videoFields.delay,
    ),
    new Option('--listen', 'of a stream, wait until somebody sends it (RTSP, RTMP, SRT, TCP, HTTP)'),
    new Option('--only-named', 'redo just the photos that --also and --keep-faces name, at their old place'),
    new Option(
      '--skip-others',
      'what lies in the folders and is neither photo nor video (documents) may stay as it is',
    ),
    new Option('--in-place', 'replace the photos'),
    new Option('--resume <file>', 'keep a record in this file, and skip what it says is done'),
    numberOption('--threads <number>', 'threads of the network (default: all cores)', threads),
    new Option('--weights <file>', 'weights of the proposal network (default: those that ship with farface)'),
    ...modelOptions(),
    new Option('--json', 'one line of JSON a photo on standard output, with --resume those of the earlier run, too'),
    new Option('-q, --quiet', 'no progress and no summary, only results and errors'),
  ];
  const command = new Command('redact')
    .description(
      'Hide the faces in photos (JPEG, PNG, WebP, AVIF, TIFF, GIF) and videos (MP4, MOV, MKV, WebM), or in what a camera or a stream shows, and look again whether they are hidden.',
    )
    .argument(
      '<photos...>',
      'files, folders (with all below them) or quoted patterns; - for standard input; or one camera or stream',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (photos: string[], flags: RedactFlags) => {
      process.exitCode = photos.some(isLive)
        ? await (await import('./live.js')).redactStream(photos, flags)
        : await redactPhotos(photos, checkedForFiles(flags));
    });
  for (const option of options) command.addOption(option);
  return command;
}
