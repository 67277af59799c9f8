// One user: looks at a page of products, and at one of them.
import { Outcome, check, enter, fail, get, leave, ok, think } from "./throng";

export function run(): Outcome {
  enter("list");
  const page = get("/api/products").query("page", "1").send();
  leave();
  if (!page.ok()) return fail("no page: status " + page.status().toString());
  check("there are products", page.jsonLength("/items") > 0);
  const id = page.json("/items/0/id");
  if (id == null) return fail("a product has no id");
  const product = get("/api/products/{id}").param("id", id).send();
  check("it is the one asked for", product.json("/id") == id);
  think(0.5, 1.5);
  return ok;
}
