/**
 * Moves positions along a line apart, in their order and as little as it takes, until neighbours keep `gap`: labels that
 * stand one below the other.
 */
export function spread(positions: readonly number[], gap: number): number[] {
  const order = positions.map((_, index) => index).sort((a, b) => positions[a]! - positions[b]!);
  // Groups of touching labels; each sits around the mean of what its members want.
  const groups: { members: number[]; centre: number }[] = [];
  for (const index of order) {
    let group = { members: [index], centre: positions[index]! };
    for (let before = groups.at(-1); before && overlap(before, group, gap); before = groups.at(-1)) {
      groups.pop();
      const members = [...before.members, ...group.members];
      const centre = (before.centre * before.members.length + group.centre * group.members.length) / members.length;
      group = { members, centre };
    }
    groups.push(group);
  }
  const placed = [...positions];
  for (const { members, centre } of groups) {
    members.forEach((index, rank) => {
      placed[index] = centre + (rank - (members.length - 1) / 2) * gap;
    });
  }
  return placed;
}

function overlap(
  above: { members: number[]; centre: number },
  below: { members: number[]; centre: number },
  gap: number,
): boolean {
  return below.centre - above.centre < ((above.members.length + below.members.length) / 2) * gap;
}
