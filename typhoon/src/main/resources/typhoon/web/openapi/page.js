// Shows an OpenAPI document. Text goes into the page as text only: nothing in the document is ever taken for HTML.
"use strict";

const make = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  for (const child of children) if (child !== null && child !== undefined) made.append(child);
  return made;
};

const refersTo = (schema) => (schema.$ref ? schema.$ref.split("/").pop() : null);

/** A schema in a few words. */
const words = (schema) => {
  if (!schema || Object.keys(schema).length === 0) return "anything";
  const name = refersTo(schema);
  if (name) return make("a", { href: "#schema-" + name }, name);
  if (schema.anyOf) {
    const all = make("span");
    schema.anyOf.forEach((one, i) => all.append(i > 0 ? " or " : "", words(one)));
    return all;
  }
  const types = [].concat(schema.type || []);
  const text = make("span");
  if (types.includes("array")) text.append("list of ", words(schema.items));
  else if (schema.additionalProperties) text.append("map of ", words(schema.additionalProperties));
  else text.append(types.filter((type) => type !== "null").join(" or "));
  if (types.includes("null")) text.append(" or null");
  const rules = Object.entries(schema).filter(([key]) => !["type", "items", "additionalProperties", "description"].includes(key));
  if (rules.length > 0) text.append(" (" + rules.map(([key, value]) => key + " " + JSON.stringify(value)).join(", ") + ")");
  return text;
};

const table = (heads, rows) => make("table", {},
  make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", {}, head)))),
  make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))))));

const contents = (content) => {
  const list = make("ul");
  for (const [type, media] of Object.entries(content || {})) list.append(make("li", {}, make("code", {}, type), ": ", words(media.schema)));
  return list;
};

const operation = (path, verb, one) => {
  const box = make("details", { id: one.operationId },
    make("summary", {}, make("span", { class: "verb" }, verb), make("code", {}, path), " ", one.summary || ""));
  if (one.description) box.append(make("p", { class: "about" }, one.description));
  if (one.parameters) {
    box.append(make("h4", {}, "Parameters"), table(["name", "in", "what"], one.parameters.map((parameter) =>
      [make("code", {}, parameter.name + (parameter.required ? "" : "?")), parameter.in, words(parameter.schema)])));
  }
  if (one.requestBody) box.append(make("h4", {}, "Body"), contents(one.requestBody.content));
  box.append(make("h4", {}, "Answers"), table(["status", "what", "body"], Object.entries(one.responses).map(([status, response]) =>
    [make("code", {}, status), response.description, response.content ? contents(response.content) : ""])));
  return box;
};

const schema = (name, one) => {
  const required = new Set(one.required || []);
  return make("details", { id: "schema-" + name }, make("summary", {}, make("code", {}, name)),
    table(["field", "what"], Object.entries(one.properties || {}).map(([field, what]) =>
      [make("code", {}, field + (required.has(field) ? "" : "?")), words(what)])));
};

const show = (api) => {
  const main = document.getElementById("api");
  document.title = api.info.title;
  main.replaceChildren(make("h1", {}, api.info.title, " ", make("small", {}, api.info.version)));
  if (api.info.description) main.append(make("p", {}, api.info.description));
  const groups = new Map();
  for (const [path, verbs] of Object.entries(api.paths)) {
    for (const [verb, one] of Object.entries(verbs)) {
      const tag = (one.tags || ["other"])[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(operation(path, verb, one));
    }
  }
  for (const [tag, all] of groups) main.append(make("h2", {}, tag), ...all);
  main.append(make("h2", {}, "Records"), ...Object.entries(api.components.schemas).map(([name, one]) => schema(name, one)));
  const shown = document.getElementById(location.hash.slice(1));
  if (shown) shown.open = true;
};

addEventListener("hashchange", () => {
  const shown = document.getElementById(location.hash.slice(1));
  if (shown) shown.open = true;
});

fetch(document.body.dataset.document, { headers: { Accept: "application/json" } })
  .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.status + " " + response.statusText))))
  .then(show)
  .catch((problem) => { document.getElementById("api").textContent = "The description could not be read: " + problem.message; });
