"use strict";
// Draws the cases when somebody looks. Everything from the run is set as text, never as markup.
(() => {
  const { cases, texts, language } = JSON.parse(document.getElementById("data").textContent);
  const PAGE = 25;
  const form = document.getElementById("filter");
  const list = document.getElementById("list");
  const more = document.getElementById("more");
  const found = document.getElementById("found");
  const ui = (key, values = {}) =>
    texts.ui[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  const name = (section, key) => texts[section][key] ?? key;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };

  // -- choosing ---------------------------------------------------------------------------------

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  // What can be searched in a case: all its texts, made plain the first time somebody searches.
  const haystacks = new Map();
  const strings = (value) =>
    typeof value === "string" ? value : value && typeof value === "object" ? Object.values(value).map(strings).join("\n") : "";
  const haystack = (one) => {
    if (!haystacks.has(one)) haystacks.set(one, plain(strings(one)));
    return haystacks.get(one);
  };

  const fill = (select, values, label) => {
    select.append(make("option", { value: "" }, ui("any")));
    const named = [...new Set(values)].map((value) => [label(value), value]);
    named.sort((a, b) => a[0].localeCompare(b[0], language));
    for (const [text, value] of named) select.append(make("option", { value }, text));
  };
  fill(form.elements.suite, cases.map((one) => one.suite), (key) => name("suite", key));
  fill(form.elements.language, cases.map((one) => one.language), (key) => name("slice", key));
  fill(form.elements.measure, cases.flatMap((one) => one.scores.map((score) => score[0])), (key) => name("measure", key));
  fill(form.elements.kind, cases.map((one) => one.kind), (key) => name("slice", key));

  let chosen = [];
  let shown = 0;

  const choose = () => {
    const { suite, language: spoken, measure, kind, text, fallen } = form.elements;
    const words = plain(text.value).split(/\s+/).filter(Boolean);
    chosen = cases.filter(
      (one) =>
        (!suite.value || one.suite === suite.value) &&
        (!spoken.value || one.language === spoken.value) &&
        (!kind.value || one.kind === kind.value) &&
        (!measure.value ||
          (fallen.checked ? one.fell.includes(measure.value) : one.scores.some((score) => score[0] === measure.value))) &&
        (!fallen.checked || one.fell.length || one.failed) &&
        words.every((word) => haystack(one).includes(word)),
    );
    list.replaceChildren();
    shown = 0;
    show();
    found.textContent = chosen.length ? ui("found", { n: chosen.length, of: cases.length }) : ui("none_found");
  };

  const show = () => {
    const first = shown;
    shown = Math.min(chosen.length, shown + PAGE);
    list.append(...chosen.slice(first, shown).map(draw));
    const left = Math.min(PAGE, chosen.length - shown);
    more.hidden = left <= 0;
    more.textContent = ui("show_more", { n: left });
    return list.children[first];
  };

  // -- drawing one case -------------------------------------------------------------------------

  const draw = (one) => {
    const status = one.failed ? "bad" : one.fell.length ? "watch" : "good";
    const verdict = one.failed
      ? ui("could_not_run")
      : one.fell.length
        ? one.fell.slice(0, 2).map((metric) => name("measure", metric)).join(" · ") +
          (one.fell.length > 2 ? ` +${one.fell.length - 2}` : "")
        : ui("fell_none");
    const sign = { good: "✓ ", watch: "✗ ", bad: "! " }[status];
    const where = [name("suite", one.suite), name("slice", one.language)];
    if (one.kind !== "all") where.push(name("slice", one.kind));
    where.push(one.id);
    const details = make(
      "details",
      { class: "case" },
      make(
        "summary",
        {},
        make("span", { class: "title" }, one.held ? `${one.id} (${ui("held_apart")})` : one.title),
        make("span", { class: `badge ${status}` }, make("span", { "aria-hidden": "true" }, sign), verdict),
        make("span", { class: "where" }, where.join(" · ")),
      ),
    );
    details.addEventListener("toggle", () => open(details, one));
    return details;
  };

  const open = (details, one) => {
    if (!details.open || details.children.length > 1) return;
    const body = make("div", { class: "body" });
    if (one.held) {
      body.append(make("p", { class: "read" }, ui("held_text")), scores(one));
    } else {
      body.append(make("div", { class: "two" }, make("div", {}, ...seen(one)), make("div", {}, ...meant(one))));
    }
    details.append(body);
  };

  const heading = (text) => make("h4", {}, text);

  const bubble = (who, text, past = false) =>
    make(
      "div",
      { class: `bubble ${who}${past ? " past" : ""}` },
      make("b", {}, ui(who) + (past ? ` (${ui("said_before")})` : "")),
      text,
    );

  const seen = (one) => {
    const parts = [];
    if (one.error) parts.push(heading(ui("could_not_run")), make("p", { class: "flag", lang: "en" }, one.error));
    if (one.claim) parts.push(...claim(one.claim));
    if (one.turns.length) {
      parts.push(heading(one.twin.length ? ui("in_dutch") : ui("conversation")));
      for (const [role, text] of one.history) parts.push(bubble(role === "user" ? "leader" : "coach", text, true));
      for (const turn of one.turns) parts.push(...said(turn));
    }
    if (one.twin.length) {
      parts.push(heading(ui("in_english")));
      for (const turn of one.twin) parts.push(...said(turn));
    }
    if (one.found.length) {
      const lines = one.found.map(([passage, score, right]) =>
        make("li", {}, `${right ? "✓" : "·"} ${passage} (${number.format(score)})`),
      );
      parts.push(heading(ui("retrieved")), make("ul", { class: "cited" }, ...lines));
    }
    return parts;
  };

  const said = (turn) => {
    const parts = [bubble("leader", turn.message)];
    if (!turn.reply) return parts;
    const reply = bubble("coach", turn.reply.text);
    reply.firstChild.textContent += ` · ${name("slice", turn.reply.route)}`;
    parts.push(reply);
    const cited = turn.reply.cited.map(([n, quote, place, real]) =>
      make(
        "li",
        {},
        `[${n}] `,
        make("q", {}, quote),
        make("br"),
        make("small", {}, place),
        real ? null : make("span", { class: "flag" }, ` ✗ ${ui("not_in_document")}`),
      ),
    );
    if (cited.length) parts.push(make("ul", { class: "cited", "aria-label": ui("leans_on") }, ...cited));
    for (const [text, , score, reason] of turn.reply.checks) {
      const flag = make("span", { class: "flag" }, `✗ ${ui("unsupported")} (${number.format(score)})`);
      parts.push(make("p", { class: "cited" }, flag, ": ", make("q", {}, text), make("br"), make("small", { lang: "en" }, reason)));
    }
    return parts;
  };

  const claim = ({ claim: text, passage, check }) => {
    const parts = [heading(ui("claim")), make("div", { class: "bubble" }, text), heading(ui("passage")), make("div", { class: "bubble" }, passage)];
    if (check) {
      const [supported, score, reason] = check;
      const verdict = `${ui(supported ? "supported" : "unsupported")} (${number.format(score)})`;
      parts.push(heading(ui("check_says")), make("p", {}, verdict, make("br"), make("small", { lang: "en" }, reason)));
    }
    return parts;
  };

  const meant = (one) => {
    const parts = [heading(ui("expected"))];
    parts.push(make("ul", { class: "wanted" }, ...one.wanted.map((line) => make("li", {}, line))));
    parts.push(make("p", {}, make("small", {}, `${ui("why")}: `, make("span", { lang: "en" }, one.why))));
    parts.push(heading(ui("scores")), scores(one));
    if (one.judged.length) {
      parts.push(heading(ui("judged")));
      for (const [criterion, judge, met, evidence, reason] of one.judged) {
        const verdict = met === null ? ui("unreadable") : ui(met ? "met" : "unmet");
        parts.push(
          make("p", {}, make("b", {}, `${name("criterion", criterion)}: ${verdict}`), ` (${judge})`, make("br"), make("q", {}, evidence), make("br"), make("small", {}, reason)),
        );
      }
    }
    return parts;
  };

  const scores = (one) => {
    const rank = (metric) => (one.fell.includes(metric) ? one.fell.indexOf(metric) : 1e6);
    const rows = [...one.scores]
      .sort((a, b) => rank(a[0]) - rank(b[0]))
      .map(([metric, value, reason]) =>
        make(
          "tr",
          one.fell.includes(metric) ? { class: "score-fell" } : {},
          make("th", { scope: "row" }, name("measure", metric)),
          make("td", { class: "num" }, number.format(value)),
          make("td", { lang: "en" }, reason),
        ),
      );
    const table = make("table", { class: "plain" }, make("caption", { class: "quiet" }, ui("scores")), make("tbody", {}, ...rows));
    const unfit = one.unfit ? make("p", { class: "small" }, ui("not_eligible", { n: one.unfit })) : null;
    return make("div", {}, table, unfit);
  };

  // -- listening --------------------------------------------------------------------------------

  let waiting = 0;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(choose, event.target.type === "search" ? 150 : 0);
  });
  form.addEventListener("reset", () => setTimeout(choose));
  more.addEventListener("click", () => show()?.querySelector("summary").focus());

  const option = (select, value) => {
    select.value = [...select.options].some((one) => one.value === value) ? value : "";
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.see");
    if (!button) return;
    const slices = button.dataset.slice.split(" / ");
    form.reset();
    option(form.elements.suite, button.dataset.suite);
    option(form.elements.measure, button.dataset.metric);
    for (const slice of slices) {
      if ([...form.elements.language.options].some((one) => one.value === slice)) form.elements.language.value = slice;
      else if (slice !== "all") option(form.elements.kind, slice);
    }
    // A measure of a whole set has no case that fell on it: then all its cases are of use.
    setTimeout(() => {
      choose();
      const section = document.getElementById("cases");
      section.focus({ preventScroll: true });
      section.scrollIntoView({ block: "start" });
    });
  });

  // On paper nothing can be clicked: the ten worst of what is chosen are printed open.
  const opened = [];
  addEventListener("beforeprint", () => {
    [...list.children].forEach((details, place) => {
      details.hidden = place >= 10;
      if (place < 10 && !details.open) {
        details.open = true;
        open(details, chosen[place]);
        opened.push(details);
      }
    });
  });
  addEventListener("afterprint", () => {
    for (const details of list.children) details.hidden = false;
    while (opened.length) opened.pop().open = false;
  });

  form.hidden = false;
  choose();
})();
