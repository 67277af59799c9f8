// Adds to tagged series that it asks for in each iteration: one that is always the same, and one of 3,000.
import { Counter, Field, Outcome, iteration, ok } from "./throng";

const seen = new Counter("seen");

export function run(): Outcome {
  seen.tagged([new Field("shelf", "lamps")]).add(1);
  seen.tagged([new Field("row", (iteration() % 3000).toString())]).add(1);
  return ok;
}
