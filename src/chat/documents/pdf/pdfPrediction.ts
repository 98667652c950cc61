import { isCount } from './pdfValue.ts';
import type { PdfDictionary } from './pdfValue.ts';

/** The first of the predictors of PNG; all of them are marked in each row (ISO 32000-1, 7.4.4.4). */
const PNG = 10;

/**
 * The data before prediction, which makes tables compress better; undefined if the prediction is not one of PNG's with
 * one byte per value, which writers use for indexes.
 */
export function undoPrediction(
  data: Uint8Array,
  settings: PdfDictionary | undefined,
): Uint8Array | undefined {
  const predictor = settings?.get('Predictor') ?? 1;
  if (predictor === 1) return data;
  const columns = settings?.get('Columns') ?? 1;
  if (!isCount(predictor) || predictor < PNG || !isCount(columns) || columns < 1) return undefined;
  const rows = Math.floor(data.length / (columns + 1));
  const result = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const from = row * (columns + 1);
    const to = row * columns;
    const kind = data[from] ?? 0;
    if (kind > 4) return undefined;
    for (let column = 0; column < columns; column += 1) {
      const left = column > 0 ? (result[to + column - 1] ?? 0) : 0;
      const up = row > 0 ? (result[to + column - columns] ?? 0) : 0;
      const corner = row > 0 && column > 0 ? (result[to + column - columns - 1] ?? 0) : 0;
      const predicted = predict(kind, left, up, corner);
      result[to + column] = (data[from + 1 + column] ?? 0) + predicted;
    }
  }
  return result;
}

function predict(kind: number, left: number, up: number, corner: number): number {
  switch (kind) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(left, up, corner);
    default:
      return 0;
  }
}

/** The predictor of PNG's fourth filter (PNG specification, 9.4). */
function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toCorner = Math.abs(estimate - corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
