import {
  ALL_FORMATS,
  Input,
  type InputAudioTrack,
  type InputFormat,
  type InputTrack,
  type InputVideoTrack,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  QTFF,
  type Source,
  WEBM,
} from 'mediabunny';
import { InputError, messageOf } from '../errors/errors.js';
import { TO_MATROSKA, VIDEO_CODECS, type VideoColor, type VideoStream } from '../platform/video-port.js';
import { matroskaBlocks } from './matroska-blocks.js';
import { type Orientation, uprightSize } from './orientation.js';
import { pixelAspectOf } from './pixel-aspect.js';
import { type Container, MAX_VIDEO_PIXELS, type Video } from './video.js';

const CONTAINER_OF = new Map<InputFormat, Container>([
  [MP4, 'mp4'],
  [QTFF, 'mov'],
  [MATROSKA, 'mkv'],
  [WEBM, 'webm'],
]);

// What it has to say is said by whoever asked for the video.
Logging.level = LogLevel.Silent;

/**
 * Reads the head of a video file.
 *
 * @param source where its bytes are: mediabunny's `FilePathSource`, `BlobSource` or another one
 * @param name what errors call it
 * @param file its bytes once more, where something asks for them that `source` cannot tell
 * @throws InputError that begins with `name` where it is no video, damaged, encrypted, too large, or of an unknown codec
 */
export async function openVideo(source: Source, name: string, file?: () => Promise<Blob>): Promise<Video> {
  const input = new Input({ source, formats: ALL_FORMATS });
  try {
    return await read(input, name, file);
  } catch (error) {
    input.dispose();
    if (error instanceof InputError) throw error;
    const said = messageOf(error).replace(/\.$/, '');
    // What mediabunny takes for granted, and what is not so, has no words of its own.
    const why = /assert/i.test(said) ? 'it is no video, damaged, or protected (DRM)' : said;
    throw new InputError(`${name}: cannot be read as a video: ${why}. Check the file.`);
  }
}

async function read(input: Input, name: string, file: (() => Promise<Blob>) | undefined): Promise<Video> {
  const container = await containerOf(input, name);
  const tracks = await input.getTracks();
  const pictures = tracks.filter((track) => track.isVideoTrack());
  const audio = tracks.filter((track) => track.isAudioTrack());
  if (tracks.length === 0)
    throw new InputError(`${name}: is a video without tracks: it is cut off, damaged or empty. Get it anew.`);
  if (pictures.length === 0) {
    const what = audio.length > 0 ? 'has sound and no pictures' : 'has no pictures';
    throw new InputError(`${name}: ${what}. Leave it out, or give a video.`);
  }
  const track = await primaryOf(input, pictures);
  const stream = await streamOf(track, name);
  const orientation: Orientation = { rotation: await track.getRotation(), flip: await track.getFlip() };
  const {
    packetCount: frames,
    averagePacketRate: frameRate,
    averageBitrate: bitrate,
  } = await track.computePacketStats();
  if (frames === 0) throw new InputError(`${name}: its track of pictures is empty. Check the file.`);
  await checkAudio(audio, name);
  await checkLength(input, track, frames, file, { container, frameRate, name });
  return {
    ...{ name, container, input, track, stream, orientation, frames, frameRate, bitrate, audio },
    ...uprightSize(stream.width, stream.height, orientation),
    pixelAspect: pixelAspectOf(stream.width, await track.getPixelAspectRatio()),
    timeScale: await track.getTimeResolution(),
    leftOut: pictures.length > 1 ? [`${pictures.length - 1} more tracks of pictures`] : [],
    close: () => input.dispose(),
  };
}

async function containerOf(input: Input, name: string): Promise<Container> {
  const format = (await input.canRead()) ? await input.getFormat() : undefined;
  const container = format && CONTAINER_OF.get(format);
  if (container) return container;
  const what = format ? `is ${format.name}` : 'is no video that can be read, or is damaged at its start';
  throw new InputError(`${name}: ${what}; expected MP4, MOV, MKV or WebM. Convert it, as in ${TO_MATROSKA}.`);
}

async function primaryOf(input: Input, pictures: readonly InputVideoTrack[]): Promise<InputVideoTrack> {
  return (await input.getPrimaryVideoTrack()) ?? pictures[0]!;
}

async function streamOf(track: InputVideoTrack, name: string): Promise<VideoStream> {
  const codec = VIDEO_CODECS.find((known) => known === track.codec);
  const config = codec && (await track.getDecoderConfig());
  if (!codec || !config) throw unknownCodec(await codecName(track), name);
  const { codec: parameters, codedWidth: width = 0, codedHeight: height = 0, description } = config;
  if (width * height > MAX_VIDEO_PIXELS) {
    throw new InputError(
      `${name}: has ${width} × ${height} pixels; expected at most 7680 × 4320. Scale it down first.`,
    );
  }
  if (width === 0 || height === 0)
    throw new InputError(`${name}: says that its pictures have no size. Check the file.`);
  return {
    ...{ codec, parameters, width, height },
    color: colorOf(await track.getColorSpace()),
    ...(description && { description: bytesOf(description) }),
  };
}

function bytesOf(data: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

function colorOf({ primaries, transfer, matrix, fullRange }: VideoColorSpaceInit): VideoColor {
  return {
    ...(primaries && { primaries }),
    ...(transfer && { transfer }),
    ...(matrix && { matrix }),
    ...(typeof fullRange === 'boolean' && { fullRange }),
  };
}

function unknownCodec(codec: string, name: string): InputError {
  if (codec === 'encv')
    return new InputError(
      `${name}: is encrypted (DRM), so that nothing can be looked at. Give a file without protection.`,
    );
  return new InputError(
    `${name}: its pictures are coded as ${codec}; expected H.264, HEVC, VP8, VP9 or AV1. Convert it, as in ffmpeg -i IN -c:v libx264 -crf 14 OUT.mp4.`,
  );
}

async function codecName(track: InputTrack): Promise<string> {
  const [codec, id] = [await track.getCodec(), await track.getInternalCodecId()];
  return codec ?? (id instanceof Uint8Array ? new TextDecoder().decode(id) : String(id ?? 'something unknown'));
}

/** Seconds that a file may be shorter than it says: its last pictures last as long as the next would come. */
const SHORTER = 0.5;

/**
 * A file that was cut short still says how long it was. Of MP4 it is known how many packets there are to be; of Matroska what
 * is not whole is passed over in silence, a group of pictures at once, so that two pictures less are too few. Subtitles, which are
 * not read, may go on after the pictures: then all blocks must be there, and as many of pictures as were read.
 */
async function checkLength(
  input: Input,
  track: InputVideoTrack,
  frames: number,
  file: (() => Promise<Blob>) | undefined,
  { container, frameRate, name }: Pick<Video, 'container' | 'frameRate' | 'name'>,
): Promise<void> {
  const [said, found] = [await input.getDurationFromMetadata(), await input.computeDuration()];
  const counted = container === 'mp4' || container === 'mov';
  const shorter = counted ? SHORTER : Math.min(SHORTER, 0.05 + 2 / frameRate);
  if (said === null || found > said - shorter) return;
  const blocks = !counted && file ? await matroskaBlocks(await file(), track.id) : undefined;
  if (blocks && blocks.count === frames && blocks.end > said - shorter) return;
  throw new InputError(
    `${name}: is cut short or damaged: ${found.toFixed(1)} of its ${said.toFixed(1)} seconds are there. Give the whole file, or mend it with ffmpeg.`,
  );
}

/** Sound that cannot be copied would be lost unsaid. */
async function checkAudio(audio: readonly InputAudioTrack[], name: string): Promise<void> {
  for (const track of audio) {
    if ((await track.getCodec()) && (await track.getDecoderConfig())) continue;
    throw new InputError(
      `${name}: its sound is coded as ${await codecName(track)}, which cannot be copied. Convert it, as in ffmpeg -i IN -c:v copy -c:a aac OUT.mp4, or leave it out with -an.`,
    );
  }
}
