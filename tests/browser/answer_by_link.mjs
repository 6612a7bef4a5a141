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

async function ask(who, mutation, selection, input) {
  const type = mutation[0].toUpperCase() + mutation.slice(1);
  const query = `mutation ($input: ${type}Input!) { ${mutation}(input: $input) {
    ${selection} userErrors { message } } }`;
  const reply = await fetch(demo.endpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${demo.tokens[who]}`,
    },
    body: JSON.stringify({ query, variables: { input } }),
  });
  return (await reply.json()).data[mutation];
}

async function linkTo(event) {
  const input = { eventId: demo.ids[event], personId: demo.ids.resident };
  const { url } = (await ask("resident", "createPersonalLink", "link { url }", input)).link;
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

  // The banquet asks a question of each kind.
  await tab.open(await linkTo("banquet"));
  await expect("the questions", ["组织者想问", "带哪道拿手菜？", "（来的话要填）", "从 1 到 20",
    "选 1 到 2 项", "不回答"]);
  await inspect("the questions");
  const fill = (fields) => tab.run((fields) => {
    for (const [selector, value] of fields) {
      const field = document.querySelector(selector);
      if (value === true) field.checked = true;
      else field.value = value;
    }
  }, fields);
  await fill([["#q-1", "很多"], ["#q-5", "2027-02-18"]]);
  for (const place of [0, 1, 2]) await tab.press(`[name=q-3][value="${place}"]`);
  await tab.leads(() => tab.press("button[value=GOING]"));
  await expect("faults of answers", ["还没有保存", "请填一个整数", "选 1 到 2 项"]);
  await inspect("faults of answers");
  const kept = await tab.run(() => ({
    faults: document.querySelectorAll("main .fault").length,
    number: document.querySelector("#q-1").value,
    date: document.querySelector("#q-5").value,
    checked: document.querySelectorAll("[name=q-3]:checked").length,
  }));
  const expected = { faults: 4, number: "很多", date: "2027-02-18", checked: 3 };
  check("faults of answers", JSON.stringify(kept) === JSON.stringify(expected) ? []
    : [`kept ${JSON.stringify(kept)}`]);
  await fill([["#q-0", "红烧肉"], ["#q-1", "６"]]);
  await tab.press("[name=q-2][value='1']");
  await tab.press("[name=q-3][value='2']");
  await tab.press("[name=q-4][value=NO]");
  await tab.leads(() => tab.press("button[value=GOING]"));
  await expect("answers", ["收到您的回复了", "您来。"]);
  const stands = await tab.run(() => ["#q-0", "#q-1", "#q-5", "[name=q-2]:checked",
    "[name=q-4]:checked"].map((selector) => document.querySelector(selector).value));
  check("answers", stands.join() === "红烧肉,6,2027-02-18,1,NO" ? [] : [`stands ${stands}`]);
  await inspect("answers");

  // A link that invites shows what to do, and is used up by nobody who looks.
  const invitation = await ask("organiser", "createInvitationLink", "link { id url }",
    { eventId: demo.ids.lantern, maxUses: 1 });
  await tab.open(invitation.link.url);
  await expect("an invitation", ["请您来。", "怎样接受邀请", "invite_"]);
  await inspect("an invitation");
  await ask("organiser", "revokeInvitationLink", "link { id }", { linkId: invitation.link.id });
  await tab.open(invitation.link.url);
  await expect("an invitation that ended", ["这个邀请已经结束"]);
  await inspect("an invitation that ended");

  await tab.open(`${lantern.slice(0, -22)}AAAAAAAAAAAAAAAAAAAAAA`);
  await expect("a link that opens nothing", ["这个链接打不开"]);
  await inspect("a link that opens nothing");
});

if (faults > 0) process.exit(1);
console.log("answering by link: every page holds");
