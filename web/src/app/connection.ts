// Whether the box can be reached. One lost call asks the box itself; while it is away it is asked again, ever more
// seldom, and when it answers everything on the screen is fetched anew.

export type Reach = "here" | "away" | "offline";

const FIRST_WAIT_MS = 1_500;
const LONGEST_WAIT_MS = 15_000;

export class Connection {
    private state: Reach = "here";
    private watchers = new Set<() => void>();
    private wait = FIRST_WAIT_MS;
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(private readonly ask: () => Promise<void>, private readonly onBack: () => void) {}

    get reach() {
        return this.state;
    }

    readonly watch = (onChange: () => void) => {
        this.watchers.add(onChange);
        return () => {
            this.watchers.delete(onChange);
        };
    };

    /// A call came through, or did not.
    note(reached: boolean) {
        if (reached) {
            this.stopAsking();
            this.wait = FIRST_WAIT_MS;
            if (this.state === "here") return;
            this.set("here");
            this.onBack();
        } else {
            this.set(typeof navigator !== "undefined" && navigator.onLine === false ? "offline" : "away");
            this.schedule();
        }
    }

    /// Asks now; used by the button in the banner and by the browser's `online`.
    readonly tryNow = () => {
        this.stopAsking();
        void this.ask().catch(() => undefined);
    };

    /// Many lost calls at once are one reason to ask, not many.
    private schedule() {
        if (this.timer !== undefined) return;
        this.timer = setTimeout(this.tryNow, this.wait);
        this.wait = Math.min(LONGEST_WAIT_MS, this.wait * 1.7);
    }

    private stopAsking() {
        clearTimeout(this.timer);
        this.timer = undefined;
    }

    private set(state: Reach) {
        if (state === this.state) return;
        this.state = state;
        for (const watcher of [...this.watchers]) watcher();
    }
}
