// A headless Chromium, driven over its debugging pipe (Chrome DevTools Protocol): no dependency, no
// port. Messages are JSON, each followed by a zero byte.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Starts a browser, hands it to `use`, and ends it whatever happens. */
export async function withChromium(use) {
  const profile = mkdtempSync(join(tmpdir(), "mulin-chromium-"));
  const program = process.env.CHROMIUM ?? "chromium";
  const flags = ["--headless=new", "--remote-debugging-pipe", `--user-data-dir=${profile}`,
    "--no-first-run", "--disable-gpu", "--disable-extensions", "--disable-background-networking",
    "--disable-component-update", "--disable-dev-shm-usage", "--force-device-scale-factor=1"];
  // Root may not use the sandbox; the pages are our own.
  if (process.getuid() === 0) flags.push("--no-sandbox");
  // A group of its own: the browser's helpers end with it, not a moment later, writing.
  const child = spawn(program, [...flags, "about:blank"],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"], detached: true });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const failed = new Promise((_, reject) => {
    child.once("error", (error) => reject(new Error(`cannot start ${program}: ${error.message}`)));
    child.once("exit", (code) => reject(new Error(`${program} ended by itself (${code})`)));
  });
  failed.catch(() => {});
  try {
    const browser = new Connection(child.stdio[3], child.stdio[4]);
    return await Promise.race([use(browser), failed]);
  } finally {
    if (child.pid) endGroup(child.pid);
    await ended;
    discard(profile);
  }
}

function endGroup(pid) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** What a killed browser leaves behind says nothing about the pages, so no failure to tidy does. */
function discard(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  } catch (error) {
    console.warn(`left behind: ${error.message}`);
  }
}

class Connection {
  #out; #last = 0; #waiting = new Map(); #listeners = new Set();

  constructor(out, incoming) {
    this.#out = out;
    let rest = Buffer.alloc(0);
    incoming.on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1)) {
        this.#take(JSON.parse(rest.subarray(0, end).toString()));
      }
    });
  }

  #take(message) {
    if (message.id === undefined) {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    const { resolve, reject } = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) reject(new Error(message.error.message));
    else resolve(message.result);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = (this.#last += 1);
    this.#out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** Resolves with the next event of this name. */
  event(name, sessionId) {
    return new Promise((resolve) => {
      const listener = (message) => {
        if (message.method !== name || message.sessionId !== sessionId) return;
        this.#listeners.delete(listener);
        resolve(message.params);
      };
      this.#listeners.add(listener);
    });
  }

  /** A new tab. */
  async tab() {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const tab = new Tab(this, sessionId);
    await tab.send("Page.enable");
    await tab.send("Network.enable");
    return tab;
  }
}

class Tab {
  #browser; #session;

  constructor(browser, session) {
    this.#browser = browser;
    this.#session = session;
  }

  send(method, params) {
    return this.#browser.send(method, params, this.#session);
  }

  /** The size of a telephone's screen, in CSS pixels. */
  size(width, height, scale = 1) {
    return this.send("Emulation.setDeviceMetricsOverride",
      { width, height, deviceScaleFactor: scale, mobile: true });
  }

  /** Runs a function of ours in the page, also where the page itself may run none. */
  async run(code, ...values) {
    const call = `(${code})(${values.map((value) => JSON.stringify(value)).join(", ")})`;
    const { result, exceptionDetails } = await this.send("Runtime.evaluate",
      { expression: call, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? call);
    return result.value;
  }

  /** Does something that leads to another page, and waits until that is there. */
  async leads(action) {
    const loaded = this.#browser.event("Page.loadEventFired", this.#session);
    await action();
    await loaded;
  }

  open(url) {
    return this.leads(async () => {
      const { errorText } = await this.send("Page.navigate", { url });
      if (errorText) throw new Error(`${url}: ${errorText}`);
    });
  }

  /** Presses what the selector names, in its middle, as a finger does. */
  async press(selector) {
    const at = await this.run((selector) => {
      const element = document.querySelector(selector);
      if (!element) return null;
      element.scrollIntoView({ block: "center" });
      const box = element.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }, selector);
    if (!at) throw new Error(`nothing to press: ${selector}`);
    for (const type of ["mousePressed", "mouseReleased"]) {
      await this.send("Input.dispatchMouseEvent", { type, ...at, button: "left", clickCount: 1 });
    }
  }

  async picture() {
    const { cssContentSize: { width, height } } = await this.send("Page.getLayoutMetrics");
    const clip = { x: 0, y: 0, width, height, scale: 1 };
    const { data } = await this.send("Page.captureScreenshot",
      { format: "png", clip, captureBeyondViewport: true });
    return Buffer.from(data, "base64");
  }
}
