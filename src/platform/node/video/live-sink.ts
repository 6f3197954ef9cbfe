import { InputError } from '../../../errors/errors.js';
import { FfmpegProcess } from './ffmpeg-process.js';
import type { LiveTarget } from './live-address.js';

/** A stream that goes elsewhere. */
export interface LiveSink {
  /** Takes Matroska, piece by piece. @throws InputError that begins with the target's name where nobody takes it */
  write(data: Uint8Array): Promise<void>;
  /** Resolves once all of it is there; throws like `write`. */
  end(): Promise<void>;
  /** Ends it, whatever is on its way. */
  close(): void;
}

/**
 * The head says all there is to know of the tracks: no packet is held back to find out more. (With `-fflags nobuffer`, packets that
 * were looked at for that are lost: a stream's first seconds.)
 */
const AT_ONCE = ['-analyzeduration', '0', '-probesize', '32'];

/** Sends a stream with the user's ffmpeg, which puts what is coded already into the container that the way there takes. */
export function openSink({ name, output }: LiveTarget, program = 'ffmpeg'): LiveSink {
  const input = ['-loglevel', 'level+error', ...AT_ONCE, '-f', 'matroska', '-i', 'pipe:0'];
  const sender = new FfmpegProcess(program, [...input, '-map', '0', '-c', 'copy', ...output]);
  let ended = false;
  const lost = sender.result().then(({ code, said }) => {
    ended = true;
    return code === 0 ? undefined : said.replaceAll(output.at(-1)!, name);
  });
  const refused = (said: string | undefined) =>
    new InputError(
      `${name}: cannot be written${said ? `: ffmpeg says "${said}"` : ', it was closed'}. Check whether somebody takes it.`,
    );
  return {
    write: async (data) => {
      if (ended) throw refused(await lost);
      await sender.write(data);
      if (ended) throw refused(await lost);
    },
    end: async () => {
      sender.end();
      const said = await lost;
      if (said !== undefined) throw refused(said);
    },
    close: () => sender.kill(),
  };
}
