// What each script in a browser begins and ends with.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

/** The url that is tried, and the directory for screenshots: how NodeScript calls a script. */
export const [url, shots] = process.argv.slice(2);

/**
 * Opens a browser, lets `script` use a page of it, and ends the process: well, or with what went wrong. `expected` are regular expressions for
 * errors on the console that belong to the script, a refused upload for example.
 */
export async function withPage(script, { expected = [], ...options } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  const problems = [];
  try {
    const context = await browser.newContext({ viewport: { width: 1100, height: 760 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("pageerror", error => problems.push("the page threw " + error));
    page.on("console", message => {
      const text = message.text();
      if (message.type() === "error" && !expected.some(pattern => pattern.test(text))) problems.push("on the console: " + text);
    });
    await script(page);
  } finally {
    await browser.close();
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

/** Fails unless `found` is `wanted`. */
export function equal(found, wanted, what) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`);
}

/** A picture of the page, to be looked at: target/browser/NAME.png. */
export async function shot(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, name + ".png") });
}
