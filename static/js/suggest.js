// Suggestions under the search, as a combobox (WAI-ARIA Authoring Practices). The server renders them;
// without script the form searches as it always does.

const WAIT = 150;

function attach(form) {
  const input = form.querySelector("input[type=search]");
  const source = form.dataset.suggest;
  let timer = 0;
  let asked = null;

  const list = () => form.querySelector(".suggest");
  const options = () => [...(list()?.querySelectorAll("[role=option]") ?? [])];
  const picked = () => options().find((one) => one.getAttribute("aria-selected") === "true");

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("autocomplete", "off");

  function close() {
    asked?.abort();
    list()?.remove();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-controls");
    input.removeAttribute("aria-activedescendant");
  }

  function pick(option) {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const question = input.value.trim();
    asked?.abort();
    if (question.length < 2) return close();
    asked = new AbortController();
    const address = `${source}?q=${encodeURIComponent(question)}`;
    const answer = await fetch(address, { signal: asked.signal });
    if (!answer.ok) return close();
    const html = await answer.text();
    list()?.remove();
    form.insertAdjacentHTML("beforeend", html);
    const shown = list();
    if (!shown) return close();
    input.setAttribute("aria-controls", shown.id);
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
  }

  function move(by) {
    const all = options();
    if (all.length === 0) return;
    const at = all.indexOf(picked());
    const from = at < 0 && by < 0 ? 0 : at;
    pick(all[(from + by + all.length) % all.length]);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(() => {}), WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && list()) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && picked()) {
      event.preventDefault();
      location.assign(picked().href);
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
}

document.querySelectorAll("form[data-suggest]").forEach(attach);
