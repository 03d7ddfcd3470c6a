// The camera: asked for with a button, at the back where there is one, with its lamp where it can be switched.

/// "insecure": the browser hides cameras from plain http. "missing": no camera. "denied": the person or the system
/// said no. "taken": another program has it. "lost": it ended by itself.
export type CameraState = "off" | "asking" | "on" | "insecure" | "missing" | "denied" | "taken" | "lost";

type TorchTrack = MediaStreamTrack & {
    getCapabilities?: () => MediaTrackCapabilities;
};
type TorchCapabilities = MediaTrackCapabilities & { torch?: boolean };

function stateOf(error: unknown): CameraState {
    const name = error instanceof DOMException ? error.name : "";
    if (name === "NotAllowedError" || name === "SecurityError") return "denied";
    if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
    return "taken";
}

export class Camera {
    state: CameraState = "off";
    isTorchOn = false;
    canTorch = false;
    private stream: MediaStream | null = null;
    private chosen: string | null = null;

    constructor(readonly video: HTMLVideoElement, private readonly onChange: () => void) {
        if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) this.state = "insecure";
    }

    /// Whether the browser will start it without asking anybody.
    async isAllowed(): Promise<boolean> {
        if (this.state === "insecure") return false;
        try {
            return (await navigator.permissions.query({ name: "camera" as PermissionName })).state === "granted";
        } catch {
            // Firefox and older Safari do not tell: then the button asks.
            return false;
        }
    }

    async start() {
        if (this.state === "insecure" || this.state === "asking" || this.state === "on") return;
        this.set("asking");
        try {
            const which = this.chosen ? { deviceId: { exact: this.chosen } } : { facingMode: { ideal: "environment" } };
            const stream = await navigator.mediaDevices.getUserMedia({ audio: false,
                video: { ...which, width: { ideal: 1280 }, height: { ideal: 720 } } });
            this.stream = stream;
            const [track] = stream.getVideoTracks() as [TorchTrack?];
            this.canTorch = (track?.getCapabilities?.() as TorchCapabilities | undefined)?.torch === true;
            track?.addEventListener("ended", () => {
                if (this.stream === stream) this.end("lost");
            });
            this.video.srcObject = stream;
            await this.video.play();
            this.set("on");
        } catch (error) {
            this.end(stateOf(error));
        }
    }

    stop() {
        if (this.state === "on" || this.state === "asking") this.end("off");
    }

    async setTorch(isOn: boolean) {
        const [track] = this.stream?.getVideoTracks() ?? [];
        if (!track || !this.canTorch) return;
        try {
            await track.applyConstraints({ advanced: [{ torch: isOn } as MediaTrackConstraintSet] });
            this.isTorchOn = isOn;
        } catch {
            // The lamp is promised by some cameras that have none: the button goes.
            this.canTorch = false;
        }
        this.onChange();
    }

    async count(): Promise<number> {
        return this.state === "on" ? (await this.all()).length : 0;
    }

    /// The next camera of the device: some phones offer the wrong one of several first.
    async next() {
        const devices = await this.all();
        const current = this.stream?.getVideoTracks()[0]?.getSettings().deviceId;
        const at = devices.findIndex((device) => device.deviceId === current);
        this.chosen = devices[(at + 1) % Math.max(1, devices.length)]?.deviceId ?? null;
        this.end("off");
        await this.start();
    }

    private async all(): Promise<MediaDeviceInfo[]> {
        const devices = await navigator.mediaDevices.enumerateDevices();
        return devices.filter((device) => device.kind === "videoinput");
    }

    private end(state: CameraState) {
        const stream = this.stream;
        this.stream = null;
        stream?.getTracks().forEach((track) => track.stop());
        this.video.srcObject = null;
        this.isTorchOn = false;
        this.canTorch = false;
        this.set(state);
    }

    private set(state: CameraState) {
        this.state = state;
        this.onChange();
    }
}
