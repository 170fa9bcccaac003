// Warns before an idle session ends, and lets it go on (WCAG 2.2, 2.2.1). Without script the server
// keeps what was typed when a session has ended.

const WARNING = 5 * 60_000;
// Shared by the tabs of the browser: work in one keeps the session of all alive.
const SEEN = "motcua.seen";

const dialog = document.getElementById("session");
const lasts = Number(dialog.dataset.minutes) * 60_000;
const clock = dialog.querySelector("[role=timer]");

const now = () => Date.now();
const seen = () => Number(localStorage.getItem(SEEN)) || now();
const left = () => seen() + lasts - now();

function show(state) {
  for (const part of dialog.querySelectorAll("[data-state]")) {
    part.hidden = part.dataset.state !== state;
  }
  if (!dialog.open) dialog.showModal();
}

function tick() {
  const rest = left();
  if (rest > WARNING) {
    if (dialog.open) dialog.close();
  } else if (rest > 0) {
    const seconds = Math.ceil(rest / 1000);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    show("ending");
  } else {
    show("ended");
  }
}

async function keep(event) {
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
  if (answer.status === 204) {
    localStorage.setItem(SEEN, String(now()));
    tick();
  } else {
    show("ended");
  }
}

// The dialog is closed by its buttons: closing it otherwise would only bring it back.
dialog.addEventListener("cancel", (event) => event.preventDefault());
dialog.querySelector("form[data-keep]").addEventListener("submit", (event) => {
  keep(event).catch(() => show("ended"));
});
localStorage.setItem(SEEN, String(now()));
setInterval(tick, 1000);
