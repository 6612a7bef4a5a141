// Looks at every e-mail as Chromium shows it, at the width of small telephones, by day and by night.
//
//   node letters.mjs [folder for pictures]
//
// The e-mails are those that the snapshots of mulin-notify hold. Ends with 1 and what is wrong, if
// anything is.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { audit } from "./audit.mjs";
import { withChromium } from "./chromium.mjs";

const [pictures] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "../../notify/tests/it/snapshots");
const letters = readdirSync(folder)
  .filter((name) => name.startsWith("it__render__"))
  .map((name) => [name, readFileSync(join(folder, name), "utf8").match(/<!DOCTYPE html>.*?<\/html>/s)?.[0]])
  .filter(([, html]) => html);
if (letters.length < 24) throw new Error(`only ${letters.length} letters in ${folder}`);
if (pictures) mkdirSync(pictures, { recursive: true });

// A letter is no page: it needs no heading, and its links may stand in a sentence.
const isOfLetters = (fault) => fault !== "not one h1" && !fault.startsWith("small target");

let faults = 0;
await withChromium(async (browser) => {
  const tab = await browser.tab();
  for (const [name, html] of letters) {
    await tab.open(`data:text/html;base64,${Buffer.from(html).toString("base64")}`);
    for (const scheme of ["dark", "light"]) {
      await tab.send("Emulation.setEmulatedMedia",
        { features: [{ name: "prefers-color-scheme", value: scheme }] });
      for (const [width, height, scale] of [[320, 640, 1], [180, 370, 2]]) {
        await tab.size(width, height, scale);
        for (const fault of (await tab.run(audit)).filter(isOfLetters)) {
          console.error(`${name}, ${scheme}, ${width} px: ${fault}`);
          faults += 1;
        }
        if (pictures && width === 320) {
          writeFileSync(join(pictures, `${name}.${scheme}.png`), await tab.picture());
        }
      }
    }
  }
});
console.log(`${letters.length} letters, ${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
