// The conformance journey: ../README.md says what it does.
import {
  Counter, Gauge, Rate, Table, Trend, check, del, env, get, log, post, put, secret, session, sleep, step, store, tasks, vu,
} from 'throng';

const USERS = new Table('users');
const PRICE = new Trend('price', 'eur');
const LABELS = new Counter('labels');
const SEEN = new Counter('seen');
const STOCK = new Gauge('stock');
const REFUSED = new Rate('refused');

let token;

export const plan = { thresholds: { checks: ['rate > 0.5'] } };

export function setup() {
  const greeting = get('/config').send().pointer('/greeting');
  if (greeting === undefined) throw new Error('no greeting');
  return greeting;
}

export function start() {
  session.header('x-suite', 'conformance');
  const row = USERS.mine();
  const name = row.cell('name');
  const account = { name, password: row.cell('password') };
  token = post('/login').json(account).name('login').tag('kind', 'auth').expect(200).send().pointer('/token');
  if (token === undefined) throw new Error('no token');
  log.info(`${name} is in`);
}

export function run(greeting) {
  const id = vu.iteration() + 1;
  step('read', () => read(id, greeting));
  step('order', () => order(id));
  failures();
  twoAtOnce();
  check(post('/upload').file('note').header('x-key', secret('KEY')).send(), { 'the file is sent': (r) => r.status === 200 });
  check('the count counts', store.count(`visits-${vu.id()}`, 1) === id);
  oneTask();
  log.info(env('GREETING'), id - 1);
  sleep(0.005);
  if (id - 1 === 2) throw new Error('no luck in iteration 2');
  if (id - 1 === 3) new Table('nowhere').length;
}

export function stop() {
  post('/logout').bearer(token).hit();
}

export function teardown() {
  del('/config').send();
  log.info('the end');
}

function read(id, greeting) {
  const item = get('/items/{id}').param('id', id).query('greeting', greeting).bearer(token).header('x-user', vu.id()).send();
  check(item, {
    'status is 200': (r) => r.status === 200,
    'the lamp is the one': (r) => r.pointer('/name') === `lampe № ${id} 🐢` && r.pointer('/absent') === undefined,
    'the header is there': (r) => r.header('X-Item') === `${id}`,
    'the text is found': (r) => r.text().includes('№') && r.find('№ ([0-9]+)', 1) === `${id}`,
  });
  PRICE.add(item.number('/price'));
  LABELS.add(item.length('/tags'));
  SEEN.tagged({ shelf: 'lamps' }).add(1);
}

function order(id) {
  post('/orders').form({ item: id, note: 'a b&c=ü' }).bearer(token).expect(201).send();
  step('pay', () => {
    const paid = put('/orders/{id}').param('id', id).bearer(token).text('paid').send();
    check('paid', paid.status === 200, { how: 'card' });
  });
  STOCK.set(11 - id);
}

function failures() {
  check(get('/status/503').send(), { '503 is data': (r) => r.status === 503 && !r.ok });
  check(get('http://127.0.0.1:1/').send(), { 'denied is data': (r) => r.status === 0 && r.failure === 'denied' });
  REFUSED.add(true);
}

function twoAtOnce() {
  const [ten, twenty] = [10, 20].map((n) => get(`/bytes?n=${n}`).start()).map((sent) => sent.wait().size);
  check('both came', ten === 10 && twenty === 20);
}

const oneTask = tasks([
  [3, () => { get('/task/often').hit(); }],
  [1, () => { get('/task/seldom').hit(); }],
]);
