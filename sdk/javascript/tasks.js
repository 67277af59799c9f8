import { choose } from './choose.js';
import { random, sleep } from './vu.js';

export const between = (least, most) => () => least + random() * (most - least);
export const constant = (seconds) => () => seconds;

export function tasks(weighted, { wait } = {}) {
  const think = () => { if (wait) sleep(wait()); };
  return (data) => {
    let done;
    try {
      done = choose(weighted, random())?.(data);
    } catch (error) {
      think();
      throw error;
    }
    if (typeof done?.then === 'function') return Promise.resolve(done).finally(think);
    think();
    return done;
  };
}
