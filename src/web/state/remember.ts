/**
 * A function that remembers its last answer while what it depends on is the same: much is asked for many times between two
 * changes.
 */
export function remembering<Argument, Answer>(
  keyOf: (argument: Argument) => readonly unknown[],
  answerTo: (argument: Argument) => Answer,
): (argument: Argument) => Answer {
  let known: { readonly key: readonly unknown[]; readonly answer: Answer } | undefined;
  return (argument) => {
    const key = keyOf(argument);
    if (!known || key.some((part, index) => part !== known?.key[index])) known = { key, answer: answerTo(argument) };
    return known.answer;
  };
}
