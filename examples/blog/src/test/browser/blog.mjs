// A reader who joins, writes, logs out and in again; a wrong password; a script that stays text; and another browser that may only read.
import { equal, shot, url, withPage } from "../../../../browser/page.mjs";

const SCRIPT = `<script>document.title = "pwned"</script><img src=x onerror="document.title = 'pwned'">`;

const fill = async (page, fields) => {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
};
const account = async (page, button, name, password) => {
  await fill(page, { Name: name, Password: password });
  await page.getByRole("main").getByRole("button", { name: button }).click();
};

await withPage(async page => {
  await page.goto(url);
  await page.getByText("Nobody has written anything yet.").waitFor();
  await page.getByRole("link", { name: "Join" }).click();
  await account(page, "Join", "ada", "correct horse");
  await page.getByText("ada", { exact: true }).waitFor();

  await page.getByRole("link", { name: "Write" }).click();
  await fill(page, { Title: "On the Analytical Engine", Text: "It weaves algebraic patterns\njust as the loom weaves flowers and leaves." });
  await shot(page, "write");
  await page.getByRole("button", { name: "Publish" }).click();
  equal(await page.locator("h1").textContent(), "On the Analytical Engine", "the title");
  const address = page.url();

  await page.getByRole("link", { name: "Write" }).click();
  await fill(page, { Title: SCRIPT, Text: SCRIPT });
  await page.getByRole("button", { name: "Publish" }).click();
  equal(await page.locator("h1").textContent(), SCRIPT, "a script is a title");
  equal(await page.locator("article .text").textContent(), SCRIPT, "a script is text");
  equal(await page.locator("article img, article script").count(), 0, "elements of an attacker");
  equal(await page.title(), SCRIPT, "the title of the page");
  await shot(page, "script");

  await page.goto(address);
  await page.getByRole("link", { name: "Edit" }).click();
  await fill(page, { Text: "It weaves algebraic patterns, as the loom weaves flowers and leaves.\n\nNo more than that, and no less." });
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByText("No more than that").waitFor();
  await shot(page, "post");
  await page.goto(url);
  await shot(page, "front");

  const other = await (await page.context().browser().newContext()).newPage();
  await other.goto(address);
  await other.getByText("No more than that").waitFor();
  equal(await other.getByRole("link", { name: "Edit" }).count(), 0, "a way for others to edit");
  await other.goto(address + "/edit");
  equal(new URL(other.url()).pathname, "/login", "where a stranger is sent");
  await other.getByRole("link", { name: "Join" }).click();
  await account(other, "Join", "eve", "battery staple");
  equal((await other.goto(address + "/edit")).status(), 403, "what eve is told");

  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("link", { name: "Log in" }).click();
  await account(page, "Log in", "ada", "wrong horse");
  await page.getByRole("alert").waitFor();
  await shot(page, "wrong-password");
  await page.goto(url + "posts/new");
  await account(page, "Log in", "ada", "correct horse");
  equal(new URL(page.url()).pathname, "/posts/new", "where she wanted to go");

  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(url);
  await shot(page, "dark");
  await page.setViewportSize({ width: 390, height: 760 });
  await shot(page, "narrow");
}, { expected: [/403/] });
