// Customers of the demonstration shop: each logs in once, most look around, some buy. `guest-examples/shop` is this in Rust.
import { Counter, Rate, Table, Trend, between, check, get, pick, post, roll, step, tasks, vu } from 'throng';

// Columns `email` and `password`.
const USERS = new Table('users');

const LIST = get('/api/products').query('per_page', 20);
const SEARCH = get('/api/products/search');
const PRODUCT = get('/api/products/{id}').expect(200);

// From the first look at the cart to the order.
const CHECKOUT = new Trend('checkout_time', 'ms');
const REVENUE = new Counter('revenue', 'cents');
// Searches that found something.
const FOUND = new Rate('search_found');

const wait = between(0.2, 0.6);
let token;

/** Logs in with a row of its own; when there are more customers than rows, with the next row. */
export function start() {
  const row = USERS.mine() ?? USERS.next();
  if (row === undefined) throw new Error('the table of users is used up');
  const account = { email: row.cell('email'), password: row.cell('password') };
  token = post('/api/login').json(account).expect(200).name('login').send().success().pointer('/access_token');
  if (token === undefined) throw new Error('login gave no token');
}

/** `browse`: three lists for two searches and one page of a product. `checkout`: one product bought. */
export const scenarios = {
  browse: tasks([[3, list], [2, search], [1, look]], { wait }),
  checkout: tasks([[1, buy]], { wait }),
};

function list() {
  const page = LIST.query('page', roll(1, 19)).send().success();
  check(page, { 'a page has 20 products': (r) => r.length('/items') === 20 });
}

function search() {
  const result = SEARCH.query('q', pick(['lamp', 'copper', 'chair', 'teapot'])).send().success();
  FOUND.add(result.length('/items') > 0);
}

function look() {
  const id = roll(1, 499);
  const product = PRODUCT.param('id', id).send().success();
  check(product, { 'it is the product that was asked for': (r) => r.number('/id') === id });
}

function buy() {
  const begun = vu.elapsed();
  step('checkout', () => {
    step('cart', fillCart);
    const intent = step('intent', paymentIntent);
    const order = step('pay', () => pay(intent));
    step('order', () => lookAt(order));
  });
  CHECKOUT.add((vu.elapsed() - begun) * 1000);
}

function fillCart() {
  const item = { product_id: roll(1, 499), quantity: roll(1, 3) };
  const cart = post('/api/cart/items').bearer(token).json(item).expect(201).send().success();
  check(cart, { 'the cart has something in it': (r) => r.length('/items') > 0 });
}

function paymentIntent() {
  return post('/api/payment-intents').bearer(token).expect(201).send().success().pointer('/id');
}

function pay(intent) {
  const request = post('/api/payment-intents/{id}/pay').param('id', intent).bearer(token);
  const paid = request.json({ card: '4242424242424242' }).expect(200).send().success();
  check(paid, { 'the payment succeeded': (r) => r.pointer('/status') === 'succeeded' });
  REVENUE.add(paid.number('/amount_cents') ?? 0);
  return paid.pointer('/order_id');
}

function lookAt(id) {
  const order = get('/api/orders/{id}').param('id', id).bearer(token).expect(200).send().success();
  check(order, { 'the order is paid': (r) => r.pointer('/status') === 'paid' });
}
