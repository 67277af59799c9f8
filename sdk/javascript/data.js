import * as raw from 'throng:load/data@0.1.1';
import { Handle, life, wake } from './handle.js';

export class Table extends Handle {
  constructor(name) {
    super(() => new raw.Table(name));
    this.name = name;
  }

  get length() { return this.raw.length(); }
  next() { return this.#row(this.raw.next()); }
  mine() { return this.#row(this.raw.mine()); }
  row(index) { return this.#row(index); }

  #row(index) {
    return index == null ? undefined : new Row(this, index);
  }
}

export class Row {
  #table;

  constructor(table, index) {
    this.#table = table;
    this.index = index;
  }

  cell(column) { return this.#found(this.#table.raw.cell(this.index, column), ` ${column}`); }
  json() { return JSON.parse(this.#found(this.#table.raw.json(this.index), '')); }

  #found(value, column) {
    if (value == null) throw new Error(`table ${this.#table.name} has nothing in row ${this.index}${column}`);
    return value;
  }
}

export function file(name) {
  wake('file', life.called);
  return raw.file(name);
}
