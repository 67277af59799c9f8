// The exports of a journey, made of the functions that it has. An `Error` that left them would cost the instance.
import './promise.js';
import './web.js';
import { failureText } from './failure.js';
import { endIteration, life } from './handle.js';
import { declaredMetrics } from './metric.js';
import { scenario, setupData } from './vu.js';
import { endWaits, settle } from './wait.js';

/** Calls a stage, to its end where it is async. What it throws becomes its error, what it returns is handed to `give`. */
function guarded(stage, iteration, give = () => undefined) {
  return () => {
    life.called = life.awake = true;
    life.iteration = iteration;
    try {
      const result = stage();
      return give(typeof result?.then === 'function' ? settle(result) : result);
    } catch (error) {
      throw failureText(error);
    } finally {
      endWaits();
      endIteration();
      life.iteration = false;
    }
  };
}

function planText(plan) {
  life.called = true;
  const own = (typeof plan === 'function' ? plan() : plan) ?? {};
  const metrics = { ...declaredMetrics(), ...own.metrics };
  return JSON.stringify(Object.keys(metrics).length === 0 ? own : { ...own, metrics });
}

function iterate(journey) {
  if (journey.scenarios === undefined && journey.run === undefined) {
    throw new Error('a journey exports `run`, or `scenarios`: an object of functions by the names of scenarios');
  }
  return () => {
    const one = (journey.scenarios && journey.scenarios[scenario()]) ?? journey.run;
    if (one === undefined) throw new Error(`the journey has no \`run\`, and no function for the scenario ${scenario()}`);
    return one(setupData());
  };
}

/** All exports of the contract, of a journey's module. */
export function stages(journey) {
  const text = (value) => (value === undefined ? '' : JSON.stringify(value));
  return {
    plan: () => planText(journey.plan),
    setup: guarded(() => journey.setup?.(), false, text),
    start: guarded(() => journey.start?.(setupData()), false),
    run: guarded(iterate(journey), true),
    stop: guarded(() => journey.stop?.(setupData()), false),
    teardown: guarded(() => journey.teardown?.(setupData()), false),
  };
}
