import type { Tensor } from 'onnxruntime-common';
import type { Device, SessionOptions } from '../port.js';

/** A tensor as threads hand it over. */
export type SentTensor = Pick<Tensor, 'type' | 'data' | 'dims'>;
export type SentTensors = Readonly<Record<string, SentTensor>>;

/** What a thread is asked for, and what it answers. Sessions have numbers. */
export interface Requests {
  readonly open: {
    readonly asked: { readonly model: Uint8Array; readonly options: SessionOptions };
    readonly answered: {
      readonly session: number;
      readonly device: Exclude<Device, 'auto'>;
      readonly inputNames: readonly string[];
    };
  };
  readonly run: {
    readonly asked: {
      readonly session: number;
      readonly inputs: SentTensors;
      readonly outputs: readonly string[] | undefined;
    };
    readonly answered: SentTensors;
  };
  readonly release: { readonly asked: { readonly session: number }; readonly answered: undefined };
}

export type Asked = { [Kind in keyof Requests]: { readonly kind: Kind } & Requests[Kind]['asked'] }[keyof Requests];

export type Answer =
  | { readonly id: number; readonly value: unknown }
  /** `input` where the caller's input is wrong. */
  | { readonly id: number; readonly message: string; readonly input: boolean };

/** @param place where a tensor's numbers go to be handed over; they are copied by default */
export function sent(
  tensors: Readonly<Record<string, Tensor>>,
  place: (data: Tensor['data']) => Tensor['data'] = (data) => data,
): SentTensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, data, dims }]) => [name, { type, data: place(data), dims }]),
  );
}
