// Says how many characters are left, near the limit of a long text. It is announced when typing rests.

const NEAR = 0.8;
const REST = 800;

for (const area of document.querySelectorAll("textarea[data-most]")) {
  const most = Number(area.dataset.most);
  const line = document.createElement("p");
  line.className = "hint";
  line.setAttribute("role", "status");
  area.after(line);
  let timer = 0;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // As the server counts: characters, not UTF-16 units.
      const length = [...area.value].length;
      const number = (n) => n.toLocaleString(document.documentElement.lang);
      const words = length > most ? area.dataset.over : area.dataset.left;
      const n = number(Math.abs(most - length));
      line.textContent = length < most * NEAR ? "" : words.replace("…", n);
    }, REST);
  });
}
