export { BlobSource, EncodedPacketSink } from 'mediabunny';
export { webCodecs } from '../../platform/browser/video/index.js';
export { openVideo } from '../../video/open-video.js';
