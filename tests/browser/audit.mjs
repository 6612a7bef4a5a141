// What an old person on a small telephone needs of a page. Runs in the page, so it stands alone.
export function audit() {
  const faults = [];
  const named = (element) => `<${element.tagName.toLowerCase()}` +
    `${element.id ? ` id=${element.id}` : ""}> ${element.textContent.trim().slice(0, 30)}`;
  const isShown = (element) => element.checkVisibility() && element.getClientRects().length > 0;

  const root = document.documentElement;
  if (root.scrollWidth > window.innerWidth) {
    faults.push(`scrolls sideways: ${root.scrollWidth} of ${window.innerWidth} px`);
  }
  if (!root.lang) faults.push("no language");
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  if (document.scripts.length > 0) faults.push("a script");
  const fields = document.querySelectorAll("input:not([type=hidden]), select, textarea");
  for (const field of fields) {
    if (field.labels.length === 0) faults.push(`no label: ${named(field)}`);
  }
  for (const field of document.querySelectorAll("[aria-describedby]")) {
    for (const id of field.getAttribute("aria-describedby").split(" ")) {
      if (!document.getElementById(id)) faults.push(`described by nothing: ${named(field)}`);
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  if (new Set(ids).size !== ids.length) faults.push("an id twice");
  for (const group of document.querySelectorAll("fieldset")) {
    if (group.firstElementChild?.tagName !== "LEGEND") faults.push(`no legend: ${named(group)}`);
  }

  // Who misses a small circle still hits the words beside it.
  const targets = [...document.querySelectorAll("a, button, select, textarea, summary, " +
    "input:not([type=hidden], [type=radio], [type=checkbox])"),
    ...[...document.querySelectorAll("[type=radio], [type=checkbox]")].map(
      (field) => field.closest("label") ?? field)];
  for (const target of targets) {
    const { width, height } = target.getBoundingClientRect();
    if (isShown(target) && (width < 48 || height < 48)) {
      faults.push(`small target (${width} × ${height} px): ${named(target)}`);
    }
  }

  // Contrast (WCAG 2.2, 1.4.3) of every text with the first background behind it.
  const colour = (text) => text.match(/[\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => [red, green, blue].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }).reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [red, green, blue, alpha = 1] = colour(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return [red, green, blue];
      if (alpha > 0) faults.push(`half transparent: ${named(at)}`);
    }
    // The canvas: the page has told no colour of its own.
    faults.push(`no background: ${named(element)}`);
    return [255, 255, 255];
  };
  let texts = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    // Telephones show options in a list of their own.
    const shown = element.tagName === "OPTION" ? element.closest("select") : element;
    if (!node.data.trim() || !isShown(shown)) continue;
    texts += 1;
    const style = getComputedStyle(shown);
    if (parseFloat(style.fontSize) < 18) faults.push(`${style.fontSize}: ${named(shown)}`);
    const [one, other] = [luminance(colour(style.color)), luminance(behind(shown))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) faults.push(`contrast ${contrast.toFixed(2)}: ${named(shown)}`);
  }
  if (texts < 3) faults.push("next to no text");
  return [...new Set(faults)];
}
