// Drives a Chromium that is there already. Takes a job as JSON on standard input:
//   {chromium, profile, arguments: [...], visits: [{url, frame, search, screenshot}]}
// and prints one JSON list: what a reader sees of each visit.
//   frame:  pattern of the address of the frame that holds the page; the page itself without it
//   search: words to type into ReplayWeb.page's search field, whose results are then returned
import { chromium } from "playwright-core";

const PATIENCE = 30_000;
const job = JSON.parse(await text(process.stdin));
const browser = await chromium.launchPersistentContext(job.profile, {
  executablePath: job.chromium,
  headless: true,
  viewport: { width: 1000, height: 900 },
  args: job.arguments,
  ignoreDefaultArgs: ["--disable-features=HttpsUpgrades"],
});
const seen = [];
try {
  for (const visit of job.visits) seen.push(await look(visit));
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(seen));

async function look(visit) {
  const page = await browser.newPage();
  const failed = [];
  page.on("requestfailed", (request) => failed.push(request.url()));
  try {
    await page.goto(visit.url, { waitUntil: "load", timeout: PATIENCE });
    if (visit.search) return await results(page, visit);
    const frame = visit.frame ? await inner(page, new RegExp(visit.frame)) : page.mainFrame();
    await frame.waitForFunction(ready, null, { timeout: PATIENCE });
    const told = await frame.evaluate(describe);
    if (visit.screenshot) await page.screenshot({ path: visit.screenshot });
    return { ...told, failed };
  } catch (error) {
    if (visit.screenshot) await page.screenshot({ path: visit.screenshot });
    const frames = page.frames().map((frame) => frame.url());
    return { error: String(error), frames, failed };
  } finally {
    await page.close();
  }
}

// The last frame whose address fits, once it is there.
async function inner(page, pattern) {
  for (let waited = 0; waited < PATIENCE; waited += 100) {
    const fitting = page.frames().filter((frame) => pattern.test(frame.url()));
    if (fitting.length) return fitting.at(-1);
    await page.waitForTimeout(100);
  }
  throw new Error(`no frame ${pattern}`);
}

function ready() {
  return (
    document.readyState === "complete" &&
    document.body.innerText.trim().length > 0 &&
    [...document.images].every((image) => image.complete)
  );
}

function describe() {
  const images = [...document.images].map((image) => ({
    name: image.src.split("/").at(-1),
    width: image.naturalWidth,
    height: image.naturalHeight,
  }));
  const rules = [...document.styleSheets].map((sheet) => {
    try {
      return sheet.cssRules.length;
    } catch {
      return null; // of another origin, on the live site
    }
  });
  return {
    title: document.title,
    charset: document.characterSet,
    text: document.body.innerText,
    images,
    sheets: rules.length,
    color: getComputedStyle(document.body).backgroundColor,
  };
}

async function results(page, visit) {
  const field = page.getByPlaceholder("Search by Page URL, Title, or Text").first();
  await field.waitFor({ timeout: PATIENCE });
  await field.fill(visit.search);
  await field.press("Enter");
  await page.waitForTimeout(2500);
  const found = await page
    .locator("wr-page-entry")
    .evaluateAll((entries) => entries.map((entry) => entry.shadowRoot.textContent));
  if (visit.screenshot) await page.screenshot({ path: visit.screenshot });
  return { found };
}

async function text(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString("utf-8");
}
