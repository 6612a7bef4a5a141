// Answers an event of the demo by link, in Chromium at the width of a telephone and without scripts.
//
//   node answer_by_link.mjs <data folder of a running demo> [picture.png]
//
// Ends with 1 and what is wrong, if anything is. With a second argument it also takes a picture.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { audit } from "./audit.mjs";
import { withChromium } from "./chromium.mjs";

const [folder, picture] = process.argv.slice(2);
if (!folder) {
  console.error("usage: answer_by_link.mjs <data folder of a running demo> [picture.png]");
  process.exit(2);
}
const demo = JSON.parse(readFileSync(join(folder, "demo.json"), "utf8"));

async function linkTo(event) {
  const query = `mutation ($input: CreatePersonalLinkInput!) {
    createPersonalLink(input: $input) { link { url } userErrors { message } } }`;
  const input = { eventId: demo.ids[event], personId: demo.ids.resident };
  const reply = await fetch(demo.endpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${demo.tokens.resident}`,
    },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { url } = (await reply.json()).data.createPersonalLink.link;
  if (!/\/l\/[\w-]{22}$/.test(url)) throw new Error(`no short link: ${url}`);
  return url;
}

let faults = 0;
function check(what, found) {
  for (const fault of found) console.error(`${what}: ${fault}`);
  faults += found.length;
}

await withChromium(async (browser) => {
  const tab = await browser.tab();
  const text = () => tab.run(() => document.body.innerText);
  const expect = async (what, words) => {
    const shown = await text();
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
  const lantern = await linkTo("lantern");
  await tab.open(lantern);
  await expect("the question", ["您还没有回复。", "我来", "可能来", "不来"]);
  await inspect("the question");

  const choose = (adults, children) => tab.run((adults, children) => {
    document.querySelector("#adults").value = adults;
    document.querySelector("#children").value = children;
  }, adults, children);
  await choose("0", "0");
  await tab.leads(() => tab.press("button[value=GOING]"));
  await expect("nobody comes", ["还没有保存"]);
  await inspect("a refusal");

  await choose("2", "1");
  await tab.leads(() => tab.press("button[value=GOING]"));
  await expect("coming", ["收到您的回复了", "您来。位子给您留好了。", "大人 2 位 · 孩子 1 位"]);
  await inspect("coming");
  const code = await tab.run(() => document.querySelector("figure img")?.naturalWidth ?? 0);
  check("coming", code > 0 ? [] : ["no code for the entrance"]);
  const address = await tab.run(() => location.href);
  check("coming", address === `${lantern}?done=saved` ? [] : [`led to ${address}`]);
  if (picture) {
    await tab.open(lantern);
    await tab.size(360, 740, 1);
    writeFileSync(picture, await tab.picture());
  }

  await tab.leads(() => tab.press("a[href^='?lang=en']"));
  await expect("in English", ["You are coming. Your seats are kept."]);
  await inspect("in English");

  await tab.leads(() => tab.press("a[href^='?step=withdraw']"));
  await expect("whether to withdraw", ["Take your answer back?"]);
  await inspect("whether to withdraw");
  await tab.leads(() => tab.press("button[value=WITHDRAW]"));
  await expect("withdrawn", ["Your answer is taken back.", "You took your answer back."]);

  await tab.open(await linkTo("full"));
  await tab.leads(() => tab.press("button[value=GOING]"));
  await expect("waiting", ["您在排队等位子", "您排在第"]);
  await inspect("waiting");

  await tab.open(`${lantern.slice(0, -22)}AAAAAAAAAAAAAAAAAAAAAA`);
  await expect("a link that opens nothing", ["这个链接打不开"]);
  await inspect("a link that opens nothing");
});

if (faults > 0) process.exit(1);
console.log("answering by link: every page holds");
