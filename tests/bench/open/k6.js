// One socket for each user: MESSAGES there and back, or HOLD milliseconds of nothing.
import ws from 'k6/ws';

const messages = Number(__ENV.MESSAGES || 0);
const hold = Number(__ENV.HOLD || 0);

export const options = {
  scenarios: { main: { executor: 'per-vu-iterations', vus: Number(__ENV.VUS), iterations: 1, maxDuration: '5m' } },
};

export default function () {
  let left = messages;
  ws.connect(__ENV.URL, {}, (socket) => {
    socket.on('open', () => {
      if (messages) socket.send('0123456789abcdef');
      else socket.setTimeout(() => socket.close(), hold);
    });
    socket.on('message', () => {
      left -= 1;
      if (left > 0) socket.send('0123456789abcdef');
      else socket.close();
    });
  });
}
