// gRPC of all four kinds; `guest-examples/grpc` is this in Rust.
import { check, post } from 'throng';

const call = (method) => post('/').call(`orders.Orders/${method}`);

/** One message there, one back. */
function price() {
  const quote = post('/').header('x-asked', 'why').call('orders.Orders/Price').send({ sku: 'lamp', pieces: 2 });
  check('it has a price', quote.receive(5)?.cents === '398');
  check('the header came', quote.code === 0 && quote.metadata('x-seen') === 'why');
  const none = post('/').name('missing').call('orders.Orders/Price').send({ sku: 'none' });
  check('what is missing is not found', none.receive(5) === undefined && none.code === 5 && none.failure === 'grpc');
}

/** One message there, a stream back. */
function track() {
  const steps = call('Track').send({ id: 'order-1', steps: 3 });
  const numbers = [];
  for (let step = steps.receive(1); step; step = steps.receive(1)) numbers.push(step.number);
  check('all steps came', numbers.join() === '0,1,2' && steps.code === 0);
}

/** A stream there, one message back. */
function upload() {
  const upload = call('Upload');
  for (let pieces = 1; pieces <= 10; pieces += 1) upload.send({ sku: 'lamp', pieces });
  const receipt = upload.finish().receive(5);
  check('every item arrived', receipt?.items === 10 && receipt.pieces === 55);
}

/** Streams in both directions: each answer is waited for before the next question. */
function haggle() {
  const talk = call('Haggle');
  for (const pieces of [3, 2, 1]) {
    talk.send({ sku: 'lamp', pieces });
    check('the price follows', talk.receive(5)?.cents === String(100 * pieces));
  }
  talk.finish();
  check('it ends well', talk.receive(5) === undefined && talk.code === 0);
}

export const scenarios = { price, track, upload, haggle };
