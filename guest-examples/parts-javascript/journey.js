// Beyond request and response: `guest-examples/pages`, `websocket`, `events`, `download` and `webhooks` are this in Rust.
import { Address, check, get, pollUntil, post, vu } from 'throng';

/** What the shop and its customer share. */
const KEY = 'a shared key';

function page() {
  const shop = get('/shop').send().success();
  check('styles and images came', shop.embedded().every((file) => file.ok));
  const found = get('/shop').query('q', 'a').htmx('products').name('search').send();
  check('a part came, no page', found.ok && !found.isPage);
  const product = get(shop.attribute('#products a', 'href')[0]).name('product').send().success();
  const basket = product.form('form').set('quantity', 2).press('Buy').request().name('buy').send();
  check('two are in the basket', basket.select('#basket')[0] === '2');
  const feed = get('/shop/feed.xml').send();
  check('every product has a price', feed.xpath('count(//product)')[0] === feed.xpath('count(//product[price > 0])')[0]);
}

function chat() {
  const room = get(`/ws/chat?room=${vu.id()}`).name('chat').websocket().opened();
  for (const n of [1, 2, 3]) {
    room.send(JSON.stringify({ n }));
    check('it is what was said', room.receive(5)?.json().n === n);
  }
  check('the pong comes at once', room.ping(5) < 1000);
  room.close();
  check('closed in order', room.closed === 1000 && room.failure === '');
}

function feed() {
  const events = get('/events').query({ n: 10, gap: 5 }).events().opened();
  let last;
  for (let event = events.receive(5); event; event = events.receive(5)) last = event.id;
  check('all events came', last === '10' && events.ended);

  const answer = post('/llm').query({ tokens: 12, gap: 5 }).json({ stream: true }).events().opened();
  let tokens = 0;
  for (let event = answer.receive(30); event && event.text() !== '[DONE]'; event = answer.receive(30)) {
    if (event.pointer('/choices/0/delta/content') !== undefined) answer.tokens(tokens += 1);
  }
  check('it answered', tokens === 12);
}

function download() {
  const file = get('/stream/1000000').name('file').download();
  let bytes = 0;
  for (let piece = file.receive(5); piece; piece = file.receive(5)) bytes += piece.length;
  check('whole', bytes === 1_000_000 && file.ended && file.failure === '');
}

function webhook() {
  const paid = new Address('order.paid').start();
  post('/webhooks').json({ url: `${paid.url}/orders?of=me`, delay_ms: 20, key: KEY }).expect(202).send().success();
  const delivery = paid.receive(5);
  check('the body is signed', delivery?.signed('x-hub-signature-256', KEY) ?? false);
  check('it says what happened', delivery?.json().event === 'order.paid' && delivery.path === '/orders?of=me');
}

function job() {
  const id = post('/jobs').json({ rounds: 20_000 }).expect(202).send().success().pointer('/id');
  const result = pollUntil('export', { interval: 0.02, limit: 10 }, () => {
    const found = get('/jobs/{id}').param('id', id).send().pointer('/result');
    return found !== 'null' && found;
  });
  check('the job has a result', Boolean(result));
}

export const scenarios = { page, chat, feed, download, webhook, job };
