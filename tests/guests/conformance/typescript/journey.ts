// The conformance journey: ../README.md says what it does. Asynchronous where the JavaScript one is not, and with `fetch` where
// it has the SDK's own.
import {
  Counter, Gauge, Rate, Table, Trend, check, del, env, get, log, post, put, secret, session, step, store, tasks, timer, vu,
} from 'throng';

interface Account { name: string; password: string }

const users = new Table('users');
const price = new Trend('price', 'eur');
const labels = new Counter('labels');
const seen = new Counter('seen');
const stock = new Gauge('stock');
const refused = new Rate('refused');

export const plan = () => ({ thresholds: { checks: ['rate > 0.5'] } });

export function setup(): string {
  return there(get('/config').send().pointer('/greeting'), 'no greeting');
}

class User {
  private constructor(private readonly token: string) {}

  static login(): User {
    session.header('x-suite', 'conformance');
    const { name, password } = there(users.mine(), 'no row').json<Account>();
    const login = post('/login').json({ name, password }).name('login').tag('kind', 'auth').expect('200').send();
    const user = new User(there(login.pointer('/token'), 'no token'));
    log.info(`${name} is in`);
    return user;
  }

  async read(id: number, greeting: string): Promise<void> {
    const item = await get('/items/{id}').param({ id }).query({ greeting }).bearer(this.token).header('x-user', vu.id()).start();
    check(item, {
      'status is 200': (r) => r.status === 200,
      'the lamp is the one': (r) => r.pointer('/name') === `lampe № ${id} 🐢` && r.pointer('/absent') === undefined,
      'the header is there': (r) => r.header('X-Item') === String(id),
      'the text is found': (r) => r.contains('№') && r.find('№ ([0-9]+)', 1) === String(id),
    });
    price.add(item.json<{ price: number }>().price);
    labels.add(item.length('/tags'));
    seen.tagged({ shelf: 'lamps' }).add(1);
  }

  async order(id: number): Promise<void> {
    await post('/orders').form({ item: id, note: 'a b&c=ü' }).bearer(this.token).expect(201).start();
    await step('pay', async () => {
      const paid = await put('/orders/{id}').param({ id }).bearer(this.token).text('paid').start();
      check('paid', paid.status === 200, { how: 'card' });
    });
    stock.set(11 - id);
  }

  logout(): void {
    post('/logout').bearer(this.token).hit();
  }
}

let user: User;

export function start(): void {
  user = User.login();
}

export async function run(greeting: string): Promise<void> {
  const id = vu.iteration() + 1;
  await step('read', () => user.read(id, greeting));
  await step('order', () => user.order(id));
  failures();
  const both = await Promise.all([10, 20].map((n) => fetch(`/bytes?n=${n}`)));
  const [ten, twenty] = await Promise.all(both.map((answer) => answer.arrayBuffer()));
  check('both came', ten?.byteLength === 10 && twenty?.byteLength === 20);
  const upload = await post('/upload').file('note').header('x-key', secret('KEY')).start();
  check('the file is sent', upload.status === 200);
  check('the count counts', store.count(`visits-${vu.id()}`, 1) === id);
  await oneTask(undefined);
  log.info(`${env('GREETING')} ${id - 1}`);
  await timer(0.005);
  if (id - 1 === 2) throw new Error('no luck in iteration 2');
  if (id - 1 === 3) log.info(new Table('nowhere').length);
}

export function stop(): void {
  user.logout();
}

export function teardown(): void {
  del('/config').send();
  log.info('the end');
}

function failures(): void {
  const busy = get('/status/503').send();
  check('503 is data', busy.status === 503 && !busy.ok);
  const denied = get('http://127.0.0.1:1/').send();
  check('denied is data', denied.status === 0 && denied.failure === 'denied');
  refused.add(true);
}

const oneTask = tasks([
  [3, () => get('/task/often').hit()],
  [1, () => get('/task/seldom').hit()],
]);

function there<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
