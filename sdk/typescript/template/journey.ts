// One user: looks at a page of products, and at one of them.
import { between, check, get, sleep, step } from 'throng';

interface Page { items: { id: number; name: string }[] }

const list = get('/api/products').query('page', 1);
const product = get('/api/products/{id}').expect(200);
const think = between(0.5, 1.5);

export function run(): void {
  const [first] = step('list', () => list.send()).success().json<Page>().items;
  check('there are products', first !== undefined);
  if (first === undefined) return;
  check(product.param('id', first.id).send(), { 'it is the one asked for': (r) => r.number('/id') === first.id });
  sleep(think());
}
