// A widget on a page: one view of it, or several that share what a person does.

import type { Address } from "./address";
import { CopyLink } from "./copy_link";
import { PageModel } from "./model";
import { addressOf, type Saved, stateFrom } from "./shareable";
import type { State } from "./slots";

interface Place {
  readonly id: string;
  readonly element: HTMLElement;
  readonly link: CopyLink;
}

export class Shown {
  private readonly places: Place[] = [];
  private model: PageModel;
  private ends: (() => void)[] = [];
  private isMoved = false; // by an address

  constructor(private readonly saved: Saved) {
    this.model = new PageModel({ ...saved.state });
  }

  /** Show a view in an element, in place of its still picture; if that fails, the picture stays. */
  add(id: string, element: HTMLElement): void {
    const still = [...element.childNodes];
    element.replaceChildren();
    try {
      this.show(element);
    } catch (error) {
      element.replaceChildren(...still);
      throw error;
    }
    const link = new CopyLink(element, () => addressOf(id, this.saved, this.model.state));
    this.places.push({ id, element, link });
  }

  /** Be as an address says, and be seen. One that says nothing leaves what a person has done, but for addresses. */
  follow(id: string, address: Address | null): void {
    const place = this.places.find((each) => each.id === id);
    if (!place) return;
    let problem = "";
    if (address !== null || this.isMoved) {
      const found = address === null ? this.saved.state : this.stateOf(address);
      problem = typeof found === "string" ? found : "";
      this.become(typeof found === "string" ? this.saved.state : found);
    }
    this.isMoved = address !== null;
    for (const { link } of this.places) link.warn("");
    if (problem) place.link.warn(`The address is not understood: ${problem}. The widget is as it was saved.`);
    place.link.scrollTo();
  }

  private stateOf({ problem, pairs }: Address): State | string {
    try {
      return problem || stateFrom(this.saved, pairs);
    } catch (error) {
      return error instanceof Error ? error.message : String(error); // of a damaged state
    }
  }

  private become(state: State): void {
    for (const end of this.ends.splice(0)) end();
    this.model = new PageModel({ ...state });
    for (const { element } of this.places) this.show(element);
  }

  private show(element: HTMLElement): void {
    this.ends.push(this.saved.bundle.default.render({ model: this.model, el: element }));
  }
}
