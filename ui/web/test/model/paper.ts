/** Elements that only take down what is done to them: nothing is laid out. */

export class Paper {
  readonly dataset: Record<string, string> = {};
  readonly style: Record<string, string> = {};
  readonly attributes = new Map<string, string>();
  /** What is to be told of each kind of event, the last one that asked. */
  readonly heard = new Map<string, (event: unknown) => void>();
  readonly classes = new Set<string>();
  readonly classList = {
    add: (name: string): void => void this.classes.add(name),
    remove: (name: string): void => void this.classes.delete(name),
    toggle: (name: string, on = !this.classes.has(name)): boolean => {
      this.classes[on ? "add" : "delete"](name);
      return on;
    },
  };
  children: Paper[] = [];
  hidden = false;
  title = "";
  lang = "";
  dir = "";
  /** px; what is in it, and what of it is seen. */
  scrollWidth = 0;
  clientWidth = 0;
  #text = "";

  get className(): string {
    return [...this.classes].join(" ");
  }
  set className(names: string) {
    this.classes.clear();
    for (const name of names.split(" ")) if (name) this.classes.add(name);
  }

  get textContent(): string {
    return this.#text + this.children.map((child) => child.textContent).join("");
  }
  set textContent(text: string) {
    this.children = [];
    this.#text = text;
  }

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }
  append(...children: Paper[]): void {
    this.children.push(...children);
  }
  appendChild(child: Paper): void {
    this.children.push(child);
  }
  replaceChildren(...children: Paper[]): void {
    this.#text = "";
    this.children = children;
  }
  focus(): void {}
  addEventListener(type: string, listener: (event: unknown) => void): void {
    this.heard.set(type, listener);
  }

  /** Those under it that have a class. */
  all(name: string): Paper[] {
    const own = this.classes.has(name) ? [this] : [];
    return [...own, ...this.children.flatMap((child) => child.all(name))];
  }
}

export function textOf(text: string): Paper {
  const made = new Paper();
  made.textContent = text;
  return made;
}

const observers = new Set<() => void>();

/** The window has another size: who observes an element is told. */
export function resized(): void {
  for (const tell of observers) tell();
}

/** Put in a document that makes such elements. */
export function putPaper(): void {
  observers.clear();
  class ResizeObserver {
    constructor(private readonly tell: () => void) {}
    observe(): void {
      observers.add(this.tell);
    }
  }
  const document = {
    createElement: () => new Paper(),
    createTextNode: textOf,
    addEventListener: () => undefined,
    hidden: false,
  };
  Object.assign(globalThis, { document, ResizeObserver });
}
