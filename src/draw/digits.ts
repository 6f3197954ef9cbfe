/**
 * Figures of 3 × 5 dots for scores in pictures. Drawn here since fonts are missing on many servers, and none is legible
 * at five pixels. Each row of a figure is three bits, the leftmost dot the highest.
 */
const FIGURES: Readonly<Record<string, readonly number[]>> = {
  '0': [0b111, 0b101, 0b101, 0b101, 0b111],
  '1': [0b010, 0b110, 0b010, 0b010, 0b111],
  '2': [0b111, 0b001, 0b111, 0b100, 0b111],
  '3': [0b111, 0b001, 0b111, 0b001, 0b111],
  '4': [0b101, 0b101, 0b111, 0b001, 0b001],
  '5': [0b111, 0b100, 0b111, 0b001, 0b111],
  '6': [0b111, 0b100, 0b111, 0b101, 0b111],
  '7': [0b111, 0b001, 0b010, 0b010, 0b010],
  '8': [0b111, 0b101, 0b111, 0b101, 0b111],
  '9': [0b111, 0b101, 0b111, 0b001, 0b111],
};

const COLUMNS = 3;
const ROWS = 5;

/** Size of a line of figures in dots, without a margin. */
export function figuresSize(text: string): { readonly width: number; readonly height: number } {
  return { width: text.length * (COLUMNS + 1) - 1, height: ROWS };
}

/** Calls `dot` with column and row of each dot of a line of figures. */
export function forEachDot(text: string, dot: (column: number, row: number) => void): void {
  [...text].forEach((character, index) => {
    FIGURES[character]?.forEach((bits, row) => {
      for (let column = 0; column < COLUMNS; column++) {
        if (bits & (1 << (COLUMNS - 1 - column))) dot(index * (COLUMNS + 1) + column, row);
      }
    });
  });
}
