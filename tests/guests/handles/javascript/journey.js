// Adds to tagged series that it asks for in each iteration: one that is always the same, and one of 3,000.
import { Counter, vu } from 'throng';

const SEEN = new Counter('seen');

export function run() {
  SEEN.tagged({ shelf: 'lamps' }).add(1);
  SEEN.tagged({ row: vu.iteration() % 3000 }).add(1);
}
