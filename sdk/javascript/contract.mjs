// The contract as componentize-qjs can take it. It makes a stand-in for each interface, and a resource that one interface
// has of another is then two different ones; so what gives a `pollable` of `throng:load` is left out.

const WASI = `
package wasi:io@0.2.12 {
  interface poll {
    resource pollable { ready: func() -> bool; block: func(); }
  }
}
package wasi:clocks@0.2.12 {
  interface monotonic-clock {
    use wasi:io/poll@0.2.12.{pollable};
    type duration = u64;
    subscribe-duration: func(when: duration) -> pollable;
  }
}
`;

/** The text of the contract, made of that of `load.wit`; the world is `javascript`. */
export function contract(load) {
  const kept = load.split('\n').filter((line) => !/^ *(\/\/\/|(use|import) wasi:io\/poll@)|-> pollable;/.test(line));
  return `${kept.join('\n')}
world javascript {
  include staged;
  import wasi:io/poll@0.2.12;
  import wasi:clocks/monotonic-clock@0.2.12;
}
${WASI}`;
}

/** The interfaces that a journey may import, of the text of `load.wit`. */
export function imported(load) {
  const [, version] = /^package throng:load@(.*);/m.exec(load);
  const names = [...load.matchAll(/^  import ([a-z-]+);$/gm)].map(([, name]) => `throng:load/${name}@${version}`);
  return [...names, 'wasi:io/poll@0.2.12', 'wasi:clocks/monotonic-clock@0.2.12'];
}
