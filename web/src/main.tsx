// Starts the browser application in one tab.
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { makeServices } from "./app/services";

const services = makeServices();
services.player.begin();
const place = document.getElementById("app");
if (place) createRoot(place).render(<App services={services} />);

// Only where the browser allows it: on https and on this machine itself.
if ("serviceWorker" in navigator && isSecureContext) {
    addEventListener("load", () => void navigator.serviceWorker.register("/service-worker.js").catch(() => undefined));
}
