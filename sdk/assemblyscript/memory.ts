// Texts and lists on their way to and from the host, by the canonical ABI. contract.ts uses it; a journey need not.

/** A name and a value: a header, a field of a form, a tag, a cell. */
export class Field {
  constructor(
    /** What it is called. */
    public name: string,
    /** What it says. */
    public value: string,
  ) {}
}

/** Where the host writes a result. */
export const OUT: usize = memory.data(16, 8);

/** Memory that the host writes to: outside the garbage collector, until take… has read it. */
export function realloc(old: usize, had: usize, align: usize, size: usize): usize {
  const fresh = heap.alloc(size);
  if (had) {
    memory.copy(fresh, old, min(had, size));
    heap.free(old);
  }
  return fresh;
}

/** A text as the host reads it. */
// @ts-ignore: decorator
@inline
export function utf8(text: string): ArrayBuffer {
  return String.UTF8.encode(text);
}

/** Where a buffer lies. */
// @ts-ignore: decorator
@inline
export function lowered(buffer: ArrayBuffer): usize {
  return changetype<usize>(buffer);
}

/** Fields as the host reads them: offsets and lengths, then the texts, in one buffer. */
export function lowerFields(fields: Field[]): ArrayBuffer {
  let size = 16 * fields.length;
  for (let i = 0; i < fields.length; i++) {
    size += String.UTF8.byteLength(fields[i].name) + String.UTF8.byteLength(fields[i].value);
  }
  const buffer = new ArrayBuffer(size);
  let pair = lowered(buffer);
  let to = pair + 16 * fields.length;
  for (let i = 0; i < fields.length; i++) {
    to = lowerText(fields[i].name, pair, to);
    to = lowerText(fields[i].value, pair + 8, to);
    pair += 16;
  }
  return buffer;
}

function lowerText(text: string, at: usize, to: usize): usize {
  const length = String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, to);
  store<usize>(at, to);
  store<usize>(at, length, 4);
  return to + length;
}

/** Handles as the host reads them. */
export function lowerHandles<T>(list: T[]): ArrayBuffer {
  const buffer = new ArrayBuffer(4 * list.length);
  for (let i = 0; i < list.length; i++) store<i32>(lowered(buffer) + 4 * i, list[i].handle);
  return buffer;
}

/** The text whose offset and length stand at a place; what the host wrote is let go of. */
export function takeText(at: usize): string {
  const from = load<usize>(at), length = load<usize>(at, 4);
  const text = String.UTF8.decodeUnsafe(from, length);
  if (length) heap.free(from);
  return text;
}

/** As takeText, of bytes. */
export function takeBytes(at: usize): ArrayBuffer {
  const from = load<usize>(at), length = load<usize>(at, 4);
  const bytes = new ArrayBuffer(<i32>length);
  memory.copy(lowered(bytes), from, length);
  if (length) heap.free(from);
  return bytes;
}

/** As takeText, of a list of texts. */
export function takeTexts(at: usize): string[] {
  const from = load<usize>(at), length = load<i32>(at, 4);
  const texts: string[] = [];
  for (let i = 0; i < length; i++) texts.push(takeText(from + 8 * i));
  if (length) heap.free(from);
  return texts;
}

/** As takeText, of a list of fields. */
export function takeFields(at: usize): Field[] {
  const from = load<usize>(at), length = load<i32>(at, 4);
  const fields: Field[] = [];
  for (let i = 0; i < length; i++) {
    const name = takeText(from + 16 * i);
    fields.push(new Field(name, takeText(from + 16 * i + 8)));
  }
  if (length) heap.free(from);
  return fields;
}

/** As takeText, of a list of numbers. */
export function takeNumbers(at: usize): u32[] {
  const from = load<usize>(at), length = load<i32>(at, 4);
  const numbers: u32[] = [];
  for (let i = 0; i < length; i++) numbers.push(load<u32>(from + 4 * i));
  if (length) heap.free(from);
  return numbers;
}

/** As takeText, of a list of handles. */
export function takeHandles<T>(at: usize): T[] {
  const from = load<usize>(at), length = load<i32>(at, 4);
  const all: T[] = [];
  for (let i = 0; i < length; i++) all.push(instantiate<T>(load<i32>(from + 4 * i)));
  if (length) heap.free(from);
  return all;
}
