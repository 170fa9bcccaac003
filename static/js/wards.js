// The list of communes follows the province that was chosen. The lists are the server's; without
// script the page is asked for again.

const LIST = "wards-";

async function offer(province, ward) {
  const id = LIST + province.value;
  ward.setAttribute("list", id);
  if (!province.value || document.getElementById(id)) return;
  const prefix = document.documentElement.lang === "en" ? "/en" : "";
  const answer = await fetch(`${prefix}/xa-phuong/${encodeURIComponent(province.value)}`);
  if (answer.ok) document.body.insertAdjacentHTML("beforeend", await answer.text());
}

for (const province of document.querySelectorAll("select[name$='.province']")) {
  const name = province.name.replace(/province$/, "ward");
  const ward = document.getElementsByName(name)[0];
  if (ward) {
    province.addEventListener("change", () => offer(province, ward).catch(() => {}));
  }
}
