// One user: looks at a page of products, and at one of them.
import { between, check, get, sleep, step } from 'throng';

const LIST = get('/api/products').query('page', 1);
const PRODUCT = get('/api/products/{id}').expect(200);
const think = between(0.5, 1.5);

export function run() {
  const page = step('list', () => LIST.send()).success();
  check(page, { 'there are products': (r) => r.length('/items') > 0 });
  const id = page.number('/items/0/id');
  check(PRODUCT.param('id', id).send(), { 'it is the one asked for': (r) => r.number('/id') === id });
  sleep(think());
}
