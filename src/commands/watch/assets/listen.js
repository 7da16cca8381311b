// How a page hears of news: from the worker that all pages of the browser share.

/** Calls `hear` with `{ generation, away }` now and whenever either changes. `seen` is the generation that is known. */
export function listen(seen, hear) {
  const hello = { word: "hello", seen };
  let port;
  try {
    const shared = new SharedWorker("/__dateline/worker.js", { name: "dateline" });
    shared.onerror = () => {
      port = alone(hello, hear);
    };
    port = shared.port;
    port.onmessage = ({ data }) => hear(data);
    port.postMessage(hello);
  } catch {
    port = alone(hello, hear);
  }
  const tell = (message) => port.postMessage(message);

  // After sleep, or away from the network, the wait that is under way may be dead.
  addEventListener("online", () => tell({ word: "look" }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") tell({ word: "look" });
  });
  addEventListener("pagehide", () => tell({ word: "bye" }));
  addEventListener("pageshow", (event) => {
    if (event.persisted) tell(hello);
  });
}

/** A worker of this page alone. Each page then waits for itself, so the hidden ones do not. */
function alone(hello, hear) {
  const worker = new Worker("/__dateline/worker.js");
  worker.onmessage = ({ data }) => hear(data);
  worker.postMessage(hello);
  const turn = () => worker.postMessage({ word: document.visibilityState === "visible" ? "resume" : "pause" });
  document.addEventListener("visibilitychange", turn);
  turn();
  return worker;
}
