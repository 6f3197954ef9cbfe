/** What results depend on besides the photos: every option by its name, with its value or a hash of its content. */
export type NamedOptions = Readonly<Record<string, string>>;

/**
 * Options as a record keeps them: nested ones with dots in their names, those that are not set left out.
 *
 * @param settings as JSON could write them
 * @example
 * namedOptions({ threshold: 0.5, region: { scale: 1.3 } }); // { threshold: '0.5', 'region.scale': '1.3' }
 */
export function namedOptions(settings: object, prefix = ''): NamedOptions {
  const named: Record<string, string> = {};
  for (const [key, value] of Object.entries(settings) as [string, unknown][]) {
    const name = `${prefix}${key}`;
    if (value === undefined || value === null) continue;
    if (typeof value === 'object' && !Array.isArray(value)) Object.assign(named, namedOptions(value, `${name}.`));
    else named[name] = JSON.stringify(value);
  }
  return named;
}

/**
 * What differs between two runs, in words: `threshold (0.4 before, 0.3 now), also (only now)`. Undefined where nothing does.
 *
 * @example
 * differenceOf({ threshold: '0.4' }, { threshold: '0.3' }); // 'threshold (0.4 before, 0.3 now)'
 */
export function differenceOf(before: NamedOptions, now: NamedOptions): string | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  const differing = names.filter((name) => before[name] !== now[name]);
  return differing.length === 0 ? undefined : differing.map((name) => told(name, before[name], now[name])).join(', ');
}

/** Longer values are hashes and lists, which nobody compares by eye. */
const SHORT = 40;

function told(name: string, before: string | undefined, now: string | undefined): string {
  if (before === undefined) return `${name} (only now)`;
  if (now === undefined) return `${name} (only before)`;
  const short = before.length <= SHORT && now.length <= SHORT;
  return short ? `${name} (${before} before, ${now} now)` : `${name} (of other content)`;
}
