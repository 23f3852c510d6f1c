// What stands around a widget on a page: below it a button for its address, and what came of it; above it, where a
// person who follows an address arrives, what of that is not understood.

const SAID_FOR = 6000; // milliseconds

export class CopyLink {
  private readonly root = document.createElement("div");
  private readonly button = document.createElement("button");
  private readonly said = document.createElement("span");
  private readonly warning = document.createElement("p");
  private timer = 0;

  /** @param address gives what is written after the #; and a sentence if that is not all, or none can be given. */
  constructor(
    private readonly widget: Element,
    private readonly address: () => { hash: string; problem: string; lost: string },
  ) {
    this.root.className = "ag-below";
    this.button.type = "button";
    this.button.textContent = "Copy link";
    this.button.title = "The address of this page, with the widget above as it is now";
    this.warning.className = "ag-below";
    for (const line of [this.said, this.warning]) line.setAttribute("role", "status");
    this.button.addEventListener("click", () => this.copy());
    this.root.append(this.button, this.said);
    widget.after(this.root);
  }

  /** Say what of an address is not understood, or nothing any more. */
  warn(text: string): void {
    this.warning.textContent = text;
    if (text) this.widget.before(this.warning);
    else this.warning.remove();
    this.say("");
  }

  scrollTo(): void {
    (this.warning.isConnected ? this.warning : this.widget).scrollIntoView();
  }

  private say(text: string): void {
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
