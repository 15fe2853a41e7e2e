// What is seen, as a file: CSV of the rows, PNG of the plots.
import type { Palette } from './palette';

export interface CsvColumn {
  title: string;
  values: readonly (string | number | null)[];
}

/** RFC 4180, and no cell that a spreadsheet takes for a formula. */
export function toCsv(columns: readonly CsvColumn[]): string {
  const cell = (value: string | number | null) => {
    if (value === null) return '';
    if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const count = columns[0]?.values.length ?? 0;
  const lines = [columns.map((column) => cell(column.title)).join(',')];
  for (let row = 0; row < count; row++) lines.push(columns.map((column) => cell(column.values[row] ?? null)).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

export interface Picture {
  title: string;
  legend: string;
  canvas: HTMLCanvasElement;
}

export async function toPng(heading: string, pictures: readonly Picture[], palette: Palette): Promise<Blob> {
  const scale = devicePixelRatio;
  const line = 22 * scale;
  const width = Math.max(...pictures.map((picture) => picture.canvas.width));
  const height = pictures.reduce((sum, picture) => sum + picture.canvas.height + line, line * 1.5);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d')!;
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, width, height);
  context.fillStyle = palette.text;
  context.font = `bold ${15 * scale}px system-ui, "DejaVu Sans", sans-serif`;
  context.fillText(heading, 8 * scale, line);
  let top = line * 1.5;
  context.font = `${13 * scale}px system-ui, "DejaVu Sans", sans-serif`;
  for (const picture of pictures) {
    context.fillText(`${picture.title}: ${picture.legend}`, 8 * scale, top + line * 0.7);
    context.drawImage(picture.canvas, 0, top + line);
    top += picture.canvas.height + line;
  }
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'));
}

export function download(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
