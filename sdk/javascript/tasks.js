import { random, sleep } from './vu.js';

export const between = (least, most) => () => least + random() * (most - least);
export const constant = (seconds) => () => seconds;

/** The task at this share of all weights; none where all are 0. */
export function choose(weighted, share) {
  let left = share * weighted.reduce((sum, [weight]) => sum + weight, 0);
  const chosen = weighted.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  return chosen?.[1];
}

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
