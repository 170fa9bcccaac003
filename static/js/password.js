// A button that shows what is typed as a password (NIST SP 800-63B, 5.1.1.2).

for (const field of document.querySelectorAll("[data-show-password]")) {
  const input = field.querySelector("input[type=password]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--small";
  button.textContent = field.dataset.showPassword;
  button.setAttribute("aria-controls", input.id);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const shows = input.type === "password";
    input.type = shows ? "text" : "password";
    button.setAttribute("aria-pressed", String(shows));
  });
  // Whatever was shown is sent, and remembered by the browser, as a password.
  input.form?.addEventListener("submit", () => {
    input.type = "password";
  });
  input.after(button);
}
