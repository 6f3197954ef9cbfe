/** What a job of many photos takes: see docs/fleet.md. */
export interface CostOptions {
  readonly photos: number;
  /** Photos a second that one core does. */
  readonly rate: number;
  readonly cores: number;
  /** Price of a core for an hour. */
  readonly coreHour: number;
  /** Mean size of a photo, and of its result, in MB. */
  readonly megabytes: number;
  /** Prices of a thousand requests that write, and that read. */
  readonly writes: number;
  readonly reads: number;
  /** Price of a GB for a month. */
  readonly storage: number;
}

/** Requests of one photo: its picture and its mark are written; mark, photo, picture and mark are read. */
const WRITES = 2;
const READS = 4;
/** Photos that one listing names. */
const PAGE = 1_000;

/** Time and money, by the formulas of the page. */
export function cost(options: CostOptions) {
  const { photos, rate, cores, coreHour, megabytes, writes, reads, storage } = options;
  const coreHours = photos / rate / 3600;
  const requests = ((WRITES + 1 / PAGE) * writes + READS * reads) * (photos / 1000);
  return {
    hours: coreHours / cores,
    coreHours,
    computing: coreHours * coreHour,
    requests,
    month: ((photos * megabytes) / 1000) * storage,
    gigabytes: (photos * megabytes) / 1000,
    /** MB a second that the store is read and written at: photo, result, result again. */
    traffic: 3 * rate * cores * megabytes,
  };
}

/** Prints it. */
export function tellCost(options: CostOptions): void {
  const { hours, coreHours, computing, requests, month, gigabytes, traffic } = cost(options);
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  process.stdout.write(
    `${whole(options.photos)} photos, ${options.rate} photos/s a core, ${options.cores} cores: ${whole(hours)} h (${(hours / 24).toFixed(1)} days)\n` +
      `computing: ${whole(coreHours)} core-hours, ${whole(computing)} $\n` +
      `requests: ${whole(requests)} $; results: ${whole(gigabytes)} GB, ${whole(month)} $ a month\n` +
      `store's traffic: ${whole(traffic)} MB/s; queue: ${whole(options.rate * options.cores)} photos/s\n`,
  );
}
