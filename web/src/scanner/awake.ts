// Keeps the screen on while the door is open. The browser takes the lock back whenever the page is hidden.

interface WakeLock {
    request(type: "screen"): Promise<EventTarget & { release(): Promise<void> }>;
}

export class Awake {
    /// "none": this browser cannot, or not on plain http.
    state: "none" | "off" | "on" = "off";
    private readonly lock = (navigator as { wakeLock?: WakeLock }).wakeLock;

    constructor(private readonly onChange: () => void) {
        if (!this.lock) this.state = "none";
    }

    async hold() {
        if (!this.lock || this.state === "on" || document.hidden) return;
        try {
            const held = await this.lock.request("screen");
            this.state = "on";
            held.addEventListener("release", () => {
                this.state = "off";
                this.onChange();
            });
        } catch {
            // Battery saver refuses; the checks say so.
            this.state = "off";
        }
        this.onChange();
    }
}
