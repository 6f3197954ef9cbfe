/** A file that the page loads once: gzipped, so that it is small on any server. */
export interface Asset {
  /** Address below the page's folder; it changes with the content. */
  readonly path: string;
  /** About as many bytes over the wire, and exactly these once unpacked. */
  readonly size: number;
  readonly unpacked: number;
}

/** What the detector needs. The build fills it in. */
export interface Assets {
  readonly runtime: Asset;
  readonly proposals: Asset;
  readonly verification: Asset;
  /** Address of ONNX Runtime's own script, which its threads run, too. */
  readonly runtimeScript: string;
}

declare const FARFACE_ASSETS: Assets;

export const ASSETS: Assets = FARFACE_ASSETS;
