/** Schemes that a live source may have: a list of what is known to be a stream, and to open nothing else on this machine. */
export const SOURCE_SCHEMES = ['rtsp', 'rtsps', 'rtmp', 'rtmps', 'srt', 'udp', 'tcp', 'http', 'https'] as const;

/** Protocols that FFmpeg itself may use for them; a playlist that names a file of this machine is refused. */
const PROTOCOLS = `${SOURCE_SCHEMES.join(',')},rtp,tls,httpproxy,crypto`;

/** Schemes of streams that are written, FFmpeg's muxer for each, and the sound that it holds. */
const TARGETS = new Map<string, LiveTarget['kind']>([
  ['rtmp', 'flv'],
  ['rtmps', 'flv'],
  ['rtsp', 'rtsp'],
  ['srt', 'mpegts'],
  ['udp', 'mpegts'],
  ['tcp', 'mpegts'],
]);

/**
 * A stream that never says that there is no more to know, as MPEG-TS, is looked at for five seconds before its first picture. Two are
 * enough for sound to begin; pictures of which nothing is known by then are known from the first one that is decoded.
 */
const SOON = ['-analyzeduration', '2000000'];

/** What begins so is a camera of this machine. */
const CAMERA = 'camera:';
const LINUX_CAMERA = /^\/dev\/video\d+$/;
const SCHEME = /^([a-z][a-z0-9+.-]+):\/\//i;

/** Where pictures come from while they are taken. */
export interface LiveAddress {
  /** What messages call it: without names, passwords and keys. */
  readonly name: string;
  /** What is read, in ffmpeg's words. */
  readonly input: readonly string[];
  /** Whether it brings sound. */
  readonly sound: boolean;
  /** Whether a sender is waited for, however long. */
  readonly waits: boolean;
  /** What to look after where it shows nothing, in words. */
  readonly check: string;
}

/** Where a stream goes. */
export interface LiveTarget {
  readonly name: string;
  readonly kind: 'flv' | 'rtsp' | 'mpegts';
  /** What is written, in ffmpeg's words. */
  readonly output: readonly string[];
}

function schemeOf(typed: string): string | undefined {
  return SCHEME.exec(typed)?.[1]?.toLowerCase();
}

/** Whether it is a stream's address or a camera; if not, it is a path. */
export function isLive(typed: string): boolean {
  return typed.startsWith(CAMERA) || LINUX_CAMERA.test(typed) || SCHEME.test(typed);
}

/**
 * Reads the address of a stream, or the name of a camera: `camera:/dev/video0` on Linux (or that path alone), `camera:0` or
 * `camera:NAME` on macOS, `camera:NAME` on Windows.
 *
 * @param listen a sender is to come, which is waited for
 * @returns why it cannot be read, in words, where it cannot
 */
export function liveAddress(
  typed: string,
  { listen = false, system = process.platform }: { listen?: boolean; system?: NodeJS.Platform } = {},
): LiveAddress | string {
  const scheme = schemeOf(typed);
  if (scheme === undefined) {
    const device = typed.startsWith(CAMERA) ? typed.slice(CAMERA.length) : typed;
    if (device === '') return 'names no camera; expected as in camera:/dev/video0';
    if (listen) return 'is a camera, for which --listen waits in vain';
    return { name: typed, input: cameraInput(device, system), sound: false, waits: false, check: camerasOf(system) };
  }
  if (!SOURCE_SCHEMES.some((known) => known === scheme))
    return `has the scheme ${scheme}; expected one of ${SOURCE_SCHEMES.join(', ')}, or camera:NAME`;
  const waits = listen || scheme === 'udp' || /[?&](listen|mode=listener)\b/.test(typed);
  const way = listen ? listening(scheme) : reaching(scheme);
  const input = ['-protocol_whitelist', PROTOCOLS, ...SOON, ...way, '-i', typed];
  return { name: withoutSecrets(typed), input, sound: true, waits, check: STREAM };
}

/** As `liveAddress`, of where a stream goes. */
export function liveTarget(typed: string): LiveTarget | string {
  const scheme = schemeOf(typed) ?? '';
  const kind = TARGETS.get(scheme);
  if (kind === undefined)
    return `has the scheme ${scheme}, which nothing is written to; expected one of ${[...TARGETS.keys()].join(', ')}, a file, or -`;
  return { name: withoutSecrets(typed), kind, output: [...sending(scheme), '-f', kind, lingering(scheme, typed)] };
}

const STREAM = 'Check the address, and whether the source is on';

function camerasOf(system: NodeJS.Platform): string {
  const list =
    system === 'darwin'
      ? 'ffmpeg -f avfoundation -list_devices true -i ""'
      : system === 'win32'
        ? 'ffmpeg -f dshow -list_devices true -i dummy'
        : 'ls /dev/video*';
  return `Check its name (${list} lists cameras), and whether another program has it`;
}

function cameraInput(device: string, system: NodeJS.Platform): string[] {
  if (system === 'darwin') return ['-f', 'avfoundation', '-i', `${device}:none`];
  if (system === 'win32') return ['-f', 'dshow', '-i', `video=${device}`];
  return ['-f', 'v4l2', '-i', device];
}

/** How ffmpeg waits for a sender. */
function listening(scheme: string): string[] {
  if (scheme.startsWith('rtsp')) return ['-rtsp_flags', 'listen'];
  if (scheme === 'srt') return ['-mode', 'listener'];
  return scheme === 'udp' ? [] : ['-listen', '1'];
}

/** Packets that are lost on the way are what UDP brings; cameras that know TCP lose none. */
function reaching(scheme: string): string[] {
  return scheme.startsWith('rtsp') ? ['-rtsp_flags', 'prefer_tcp'] : [];
}

/** Seconds for which the end of a stream may be on its way once all of it was handed over. */
const LINGER = 10;

/** Bytes of a datagram: seven packets of MPEG-TS, as who takes it expects; as many as come would be cut through packets. */
const DATAGRAM = 7 * 188;

/** How ffmpeg sends. */
function sending(scheme: string): string[] {
  if (scheme.startsWith('rtsp')) return ['-rtsp_transport', 'tcp'];
  return scheme === 'udp' ? ['-pkt_size', String(DATAGRAM)] : [];
}

/** SRT lets go what is still on its way when it is closed, if nothing else is said; what the user says counts. */
function lingering(scheme: string, typed: string): string {
  return scheme === 'srt' ? `${typed}${typed.includes('?') ? '&' : '?'}linger=${LINGER}` : typed;
}

/** The address without what lets others in: names, passwords, and what is asked for, where keys stand. */
export function withoutSecrets(typed: string): string {
  return typed.replace(/^([a-z][a-z0-9+.-]+:\/\/)([^/?#]*@)?([^?#]*)(.*)$/is, (_, scheme, user, place, rest) => {
    return `${scheme}${user ? '…@' : ''}${place}${rest ? '?…' : ''}`;
  });
}
