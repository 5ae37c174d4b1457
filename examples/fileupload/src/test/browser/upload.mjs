// Files on their way through a real browser: chosen, sent with progress, listed, downloaded, deleted; and what is refused is said.
import { readFileSync, statSync } from "node:fs";
import { equal, shot, url, withPage } from "../../../../browser/page.mjs";

const file = (name, text) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
const lines = (page, list) => page.locator(`#${list} li .name`).allTextContents();

await withPage(async page => {
  await page.goto(url);

  equal(await lines(page, "stored"), [], "stored at first");

  await page.setInputFiles("#files", [file("r\u00e9sum\u00e9.pdf", "x".repeat(300_000)), file("<script>.html", "<b>hello</b>"),
    file("photo (me).jpg", "y".repeat(2_000_000))]);
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.getByText("stored as photo (me).jpg").waitFor();
  equal((await lines(page, "stored")).sort(), ["_script_.html", "photo (me).jpg", "r\u00e9sum\u00e9.pdf"], "stored then");
  await shot(page, "uploads");

  await page.setInputFiles("#files", [file("photo (me).jpg", "other"), file("large.iso", "z".repeat(7_500_000))]);
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.getByText("stored as photo (me) (2).jpg").waitFor();
  await page.getByText("7.5 MB is more than the 5.0 MB a file may have").waitFor();
  await shot(page, "limits");

  // what the server says to who does not ask the page
  const refused = await page.evaluate(async () => {
    const form = new FormData();
    form.append("files", new Blob(["z".repeat(5_000_001)]), "large.iso");
    const answer = await fetch("/files", { method: "POST", body: form });
    return [answer.status, (await answer.json()).detail];
  });
  equal(refused, [413, "a part of more than 5000000 bytes"], "the server's refusal");

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "r\u00e9sum\u00e9.pdf" }).click();
  equal((await download).suggestedFilename(), "r\u00e9sum\u00e9.pdf", "the name of the download");
  equal(statSync(await (await download).path()).size, 300_000, "its size");

  const script = page.waitForEvent("download");
  await page.getByRole("link", { name: "_script_.html" }).click();
  equal(readFileSync(await (await script).path(), "utf8"), "<b>hello</b>", "a page is saved, not shown");

  await page.getByRole("button", { name: "Delete _script_.html" }).click();
  await page.getByRole("link", { name: "_script_.html" }).waitFor({ state: "detached" });
}, { expected: [/413/] });

// where scripts are off the same form posts itself
await withPage(async page => {
  await page.goto(url);
  await page.setInputFiles("#files", [file("plain.txt", "no script")]);
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.waitForURL(url);
}, { javaScriptEnabled: false });

await withPage(async page => {
  await page.goto(url);
  await page.getByRole("link", { name: "plain.txt" }).waitFor();
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(page, "dark");
  await page.setViewportSize({ width: 390, height: 760 });
  await shot(page, "narrow");
});
