import type { Observation } from './observation.js';

/**
 * What is known of a face's place at a time: a Kalman filter whose faces move on at a constant velocity that changes by
 * chance, and keep their size but for chance. All that is by chance is measured in the face's own size, so that faces of all
 * sizes are treated alike. Source: Bar-Shalom, Li, Kirubarajan, *Estimation with Applications to Tracking and Navigation*,
 * 2001, sections 5.2 (filter) and 6.2.2 (continuous white noise acceleration).
 *
 * Millions of them are made: all in the same plain way, and none out of another object.
 */
export interface State {
  readonly time: number;
  /** Centre, and its velocity a second. */
  readonly x: number;
  readonly y: number;
  readonly vx: number;
  readonly vy: number;
  /** Logarithms of the sides. */
  readonly width: number;
  readonly height: number;
  /** Variances along either axis: of the place, of place and velocity, of the velocity. */
  readonly pp: number;
  readonly pv: number;
  readonly vv: number;
  /** Variance of the sides' logarithms. */
  readonly ss: number;
}

/** Standard deviations, in sizes of the face. */
export interface MotionModel {
  /** Of a detector's centre. */
  readonly place: number;
  /** Of a velocity that nothing is known of, a second. */
  readonly speed: number;
  /** Of the change of a velocity within a second. */
  readonly acceleration: number;
  /** Of the logarithm of a detector's sides, and of its change within a second. */
  readonly side: number;
  readonly growth: number;
}

/** From farface's detections on moving pictures, see docs/video-tracks.md. */
export const FACES: MotionModel = { place: 0.1, speed: 5, acceleration: 4, side: 0.12, growth: 0.3 };

/** √(width · height). */
export function sizeOf({ width, height }: Pick<State, 'width' | 'height'>): number {
  return Math.exp((width + height) / 2);
}

/** What a single detection tells. */
export function start(seen: Observation, { place, speed, side }: MotionModel = FACES): State {
  const { time, x, y, width, height } = seen;
  const size = sizeOf(seen);
  return {
    time,
    x,
    y,
    vx: 0,
    vy: 0,
    width,
    height,
    pp: (place * size) ** 2,
    pv: 0,
    vv: (speed * size) ** 2,
    ss: side ** 2,
  };
}

/** What is known of another time, later or earlier. */
export function predict(state: State, time: number, { acceleration, growth }: MotionModel = FACES): State {
  const apart = time - state.time;
  const long = Math.abs(apart);
  const chance = (acceleration * sizeOf(state)) ** 2;
  return {
    time,
    x: state.x + apart * state.vx,
    y: state.y + apart * state.vy,
    vx: state.vx,
    vy: state.vy,
    width: state.width,
    height: state.height,
    pp: state.pp + 2 * apart * state.pv + apart * apart * state.vv + (chance * long ** 3) / 3,
    pv: state.pv + apart * state.vv + (chance * apart * long) / 2,
    vv: state.vv + chance * long,
    ss: state.ss + growth ** 2 * long,
  };
}

/** What is known once a detection at the state's time is known as well. */
export function update(state: State, seen: Observation, { place, side }: MotionModel = FACES): State {
  const noise = (place * sizeOf(state)) ** 2;
  const gain = state.pp / (state.pp + noise);
  const gainOfVelocity = state.pv / (state.pp + noise);
  const gainOfSide = state.ss / (state.ss + side ** 2);
  const [dx, dy] = [seen.x - state.x, seen.y - state.y];
  return {
    time: state.time,
    x: state.x + gain * dx,
    y: state.y + gain * dy,
    vx: state.vx + gainOfVelocity * dx,
    vy: state.vy + gainOfVelocity * dy,
    width: state.width + gainOfSide * (seen.width - state.width),
    height: state.height + gainOfSide * (seen.height - state.height),
    pp: (1 - gain) * state.pp,
    pv: (1 - gain) * state.pv,
    vv: state.vv - gainOfVelocity * state.pv,
    ss: (1 - gainOfSide) * state.ss,
  };
}

/**
 * What is known once all that comes later is known as well (Rauch, Tung, Striebel 1965).
 *
 * @param predicted what `predict` made of `state` for the time of `later`
 * @param later what is known of the next time, all that comes after it included
 */
export function smooth(state: State, predicted: State, later: State): State {
  const apart = predicted.time - state.time;
  const determinant = predicted.pp * predicted.vv - predicted.pv ** 2;
  // The covariance with the next state, times the inverse of the next state's own: rows [a, b] and [c, d].
  const [placeBoth, velocityBoth] = [state.pp + apart * state.pv, state.pv + apart * state.vv];
  const a = (placeBoth * predicted.vv - state.pv * predicted.pv) / determinant;
  const b = (state.pv * predicted.pp - placeBoth * predicted.pv) / determinant;
  const c = (velocityBoth * predicted.vv - state.vv * predicted.pv) / determinant;
  const d = (state.vv * predicted.pp - velocityBoth * predicted.pv) / determinant;
  const [dpp, dpv, dvv] = [later.pp - predicted.pp, later.pv - predicted.pv, later.vv - predicted.vv];
  const gainOfSide = state.ss / predicted.ss;
  const axis = (place: number, velocity: number): [number, number] => [
    a * place + b * velocity,
    c * place + d * velocity,
  ];
  const [dx, dvx] = axis(later.x - predicted.x, later.vx - predicted.vx);
  const [dy, dvy] = axis(later.y - predicted.y, later.vy - predicted.vy);
  return {
    time: state.time,
    x: state.x + dx,
    y: state.y + dy,
    vx: state.vx + dvx,
    vy: state.vy + dvy,
    width: state.width + gainOfSide * (later.width - predicted.width),
    height: state.height + gainOfSide * (later.height - predicted.height),
    pp: state.pp + a * a * dpp + 2 * a * b * dpv + b * b * dvv,
    pv: state.pv + a * c * dpp + (a * d + b * c) * dpv + b * d * dvv,
    vv: state.vv + c * c * dpp + 2 * c * d * dpv + d * d * dvv,
    ss: state.ss + gainOfSide ** 2 * (later.ss - predicted.ss),
  };
}
