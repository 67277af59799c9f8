import { Rate, Trend } from './metric.js';
import { elapsed, sleep } from './vu.js';

export function pollUntil(name, { interval = 1, limit = 60 }, condition) {
  // Metrics of the engine, made here: at the top of a module they would be declared.
  const duration = new Trend('job_duration', 'ms').tagged({ job: name });
  const completed = new Rate('job_completed').tagged({ job: name });
  const begun = elapsed();
  for (;;) {
    const result = condition();
    const passed = elapsed() - begun;
    if (result !== undefined && result !== null && result !== false) {
      completed.add(1);
      duration.add(passed * 1000);
      return result;
    }
    if (passed >= limit) break;
    sleep(Math.min(interval, limit - passed));
  }
  completed.add(0);
  return undefined;
}
