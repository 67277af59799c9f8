// Two calls an iteration: one that is answered, one whose item is not found.
import grpc from 'k6/net/grpc';

const client = new grpc.Client();
client.load([__ENV.FOLDER], 'orders.proto');

export const options = {
  scenarios: {
    main: { executor: 'per-vu-iterations', vus: Number(__ENV.VUS), iterations: Number(__ENV.ITERATIONS), maxDuration: '5m' },
  },
};

let connected = false;

export default function () {
  if (!connected) {
    client.connect(__ENV.TARGET, { plaintext: true });
    connected = true;
  }
  client.invoke('orders.Orders/Price', { sku: 'lamp', pieces: 2 }, { metadata: { 'x-asked': 'why' } });
  client.invoke('orders.Orders/Price', { sku: 'none' });
}
