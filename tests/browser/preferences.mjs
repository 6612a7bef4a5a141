// Opens the settings that a message of the demo leads to, in Chromium at the width of a telephone and
// without scripts, changes them, and ends the messages.
//
//   node preferences.mjs <data folder of a running demo> [picture.png]
//
// Ends with 1 and what is wrong, if anything is. With a second argument it also takes a picture.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { audit } from "./audit.mjs";
import { withChromium } from "./chromium.mjs";

const [folder, picture] = process.argv.slice(2);
if (!folder) {
  console.error("usage: preferences.mjs <data folder of a running demo> [picture.png]");
  process.exit(2);
}

/** The address in the header of the first e-mail that has one: the demo reminds of its tea party. */
async function unsubscribeAddress() {
  const outbox = join(folder, "outbox");
  for (let waited = 0; waited < 90; waited += 1) {
    const letters = readdirSync(outbox, { recursive: true }).filter((name) => name.endsWith(".eml"));
    for (const name of letters) {
      const header = /^List-Unsubscribe: <(.+)>\r?$/m.exec(readFileSync(join(outbox, name), "utf8"));
      if (header) return header[1];
    }
    await setTimeout(1000);
  }
  throw new Error("no message with a way to end it");
}

let faults = 0;
function check(what, found) {
  for (const fault of found) console.error(`${what}: ${fault}`);
  faults += found.length;
}

const oneClick = await unsubscribeAddress();
const settings = oneClick.replace(/\/unsubscribe$/, "");
check("the address", /\/n\/[\w-]{43}$/.test(settings) ? [] : [`no short link: ${settings}`]);

await withChromium(async (browser) => {
  const tab = await browser.tab();
  const expect = async (what, words) => {
    const shown = await tab.run(() => document.body.innerText);
    check(what, words.filter((word) => !shown.includes(word)).map((word) => `not shown: ${word}`));
  };
  const scheme = (value) => tab.send("Emulation.setEmulatedMedia",
    { features: [{ name: "prefers-color-scheme", value }] });
  // By day and by night, on small telephones, and with everything twice as large.
  const inspect = async (what) => {
    for (const value of ["dark", "light"]) {
      await scheme(value);
      for (const [width, height, scale] of [[320, 640, 1], [180, 370, 2], [360, 740, 1]]) {
        await tab.size(width, height, scale);
        check(`${what}, ${value}, ${width} px`, await tab.run(audit));
      }
    }
  };

  await tab.send("Emulation.setScriptExecutionDisabled", { value: true });
  await tab.send("Network.setExtraHTTPHeaders", { headers: { "Accept-Language": "zh-CN" } });
  await tab.open(settings);
  await expect("the settings", ["怎样收消息", "您好！", "邮件", "短信", "打电话", "保存"]);
  await inspect("the settings");
  if (picture) {
    await tab.size(360, 740, 1);
    writeFileSync(picture, await tab.picture());
  }

  await tab.run(() => { document.querySelector("#order").value = "SMS,EMAIL,CALL"; });
  await tab.press("label.check:has(input[value='CALL:SERVICE'])");
  await tab.leads(() => tab.press("button[value=SAVE]"));
  await expect("saved", ["改好了。"]);
  await inspect("saved");
  const now = await tab.run(() => ({
    order: document.querySelector("#order").value,
    calls: document.querySelector("input[name=on][value='CALL:SERVICE']").checked,
  }));
  check("saved", now.order === "SMS,EMAIL,CALL" && !now.calls ? [] : [JSON.stringify(now)]);
  const address = await tab.run(() => location.href);
  check("saved", address === `${settings}?done=saved` ? [] : [`led to ${address}`]);

  await tab.leads(() => tab.press("a[href^='?lang=en']"));
  await expect("in English", ["How we tell you", "Text message"]);
  await inspect("in English");

  await tab.open(oneClick);
  await expect("whether to end them", ["不再用邮件告诉您？"]);
  await inspect("whether to end them");
  await tab.leads(() => tab.press("button[value='One-Click']"));
  await expect("ended", ["知道了，不再这样告诉您。"]);
  await inspect("ended");
  await tab.leads(() => tab.press("main a.button"));
  const mails = await tab.run(() =>
    document.querySelector("input[name=on][value='EMAIL:SERVICE']").checked);
  check("ended", mails ? ["e-mails still go"] : []);
});

if (faults > 0) process.exit(1);
console.log("settings by link: every page holds");
