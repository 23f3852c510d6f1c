// What stands below a widget on a page: a button for its address, and a line for what there is to say.

const SAID_FOR = 6000; // milliseconds

export class CopyLink {
  private readonly root = document.createElement("div");
  private readonly button = document.createElement("button");
  private readonly said = document.createElement("span");
  private timer = 0;

  /** @param address gives what is written after the #; and a sentence if that is not all, or none can be given. */
  constructor(
    after: Element,
    private readonly address: () => { hash: string; problem: string; lost: string },
  ) {
    this.root.className = "ag-share";
    this.button.type = "button";
    this.button.textContent = "Copy link";
    this.button.title = "The address of this page, with the widget above as it is now";
    this.said.setAttribute("role", "status");
    this.button.addEventListener("click", () => this.copy());
    this.root.append(this.button, this.said);
    after.after(this.root);
  }

  /** Say something until something else is said. */
  say(text: string): void {
    clearTimeout(this.timer);
    this.said.textContent = text;
  }

  private async copy(): Promise<void> {
    const { hash, problem, lost } = this.address();
    if (problem) {
      this.say(`No link: ${problem}.`);
      return;
    }
    const but = lost && `, but for ${lost}`;
    const whole = location.href.replace(/#.*$/s, "") + hash;
    this.say(""); // so that the same words are said again
    try {
      await navigator.clipboard.writeText(whole);
      this.say(`Copied${but}.`);
    } catch {
      // no clipboard here: an insecure page, or it was refused
      history.replaceState(null, "", hash);
      this.say(`The link is in the address bar now${but}: copy it from there.`);
    }
    this.timer = setTimeout(() => this.say(""), SAID_FOR);
  }
}
