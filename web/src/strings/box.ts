// The sentences of the console, of backups and restoring, of trust, of the poster: the third part of the language file.
const plural = (n: number, one: string, many: string) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;


/// One step of telling a system to trust the box, and the schematic screen drawn beside it.
export interface DrawnStep {
    words: string;
    /// The title of the drawn screen, and its rows.
    title: string;
    lines: string[];
    /// The row or button that is to be touched; -1 for the button.
    hot?: number;
    /// The row that has a switch, or a tick, in its "on" state.
    switchOn?: number;
    tick?: number;
    button?: string;
    /// The two buttons of a question; the second is the one to choose.
    dialog?: [string, string];
}

export const box = {
    board: {
        title: "Health", well: "Everything is well.", some: (n: number) => (n === 1 ? "One thing needs a look." : `${n} things need a look.`),
        broken: (n: number, looks: number) => `${n === 1 ? "One thing is broken" : `${n} things are broken`}${looks === 0 ? "." : looks === 1 ? ", one needs a look." : `, ${looks} need a look.`}`, checked: (when: string) => `Checked ${when}.`,
        showAll: (n: number) => (n === 1 ? "Show the check that is well" : `Show the ${n} checks that are well`), showLess: "Hide the checks that are well",
        means: "What it means", todo: "What to do", nothing: "Nothing to do.", copy: "Copy as text", copied: "Copied. Paste it wherever you ask for help.",
        copyFailed: "This browser does not copy. Select the text and copy it by hand.", now: "Check again",
        words: { ok: "Good", warn: "Look", fail: "Broken" },
        /// What each check is about, for whoever has never thought of it.
        about: {
            database: "Tickets, money, people and music lists live in the database. While it does not answer, nothing can be sold or played.",
            disk: "Uploads, backups and every sale need free space. A full disk stops the box from selling.",
            memory: "With too little memory the system may end programs, and the box among them.",
            clock: "Doors, receipts and certificates go by the clock of the box.",
            certificate: "Phones use the camera and offline pages only over an address whose certificate they accept.",
            network: "Under its name the box is found without typing numbers.",
            sound: "Uploads are measured and made playable by the sound programs.",
            speakers: "The box can play into the room by its own sound card.",
            backup: "A backup is what is left when the box is stolen or its disk fails.",
            test_restore: "A backup counts only after it was read back and compared.",
            event_log: "Screens, notices and figures follow the event log. Who lags behind shows the past.",
            versions: "The parts of the box and the system beneath it.",
        } as Partial<Record<string, string>>,
    },
    house: {
        title: "Look after the box", backups: "Backups", backupsText: "Copies that open only with your words", network: "Network", networkText: "Names and addresses",
        certificates: "Certificates", certificatesText: "How phones know the box", name: "Name and look", nameText: "What the house is called",
        updates: "Updates", updatesText: "This version, and the way back", people: "People", peopleText: "Who works here and who listens", devices: "Devices", devicesText: "Phones at the door",
        records: "Audit trail", recordsText: "Who did what", logs: "Log", logsText: "What the box says of itself", support: "Support bundle", supportText: "For whoever helps you", poster: "Poster", posterText: "Let the room listen",
    },
    settings: {
        tabs: "Settings of the box", name: "Name and look", network: "Network", certificates: "Certificates", updates: "Updates",
        preview: "As the audience sees it", nameHint: "It stands on every page, on tickets and on the poster.", zoneHint: "Times of shows are in this zone.",

    },
    network: {
        title: "Network", names: "Names", noNames: "The box holds no name at the moment. It is found by its addresses.", wanted: "Wanted", held: "Held", since: "Since", none: "not held",
        other: (wanted: string, held: string) => `“${wanted}” belongs to another device, so the box answers to “${held}”.`,
        addresses: "Addresses", addressesText: "Every device in the same network opens the box under one of these. Scan it, or type it.", noAddresses: "The box is in no network. Plug in its cable, or join a Wi-Fi on the box.",
        links: "Connections", link: "Connection", linkAddresses: "Addresses", noLinks: "No connection has an address.", service: (name: string) => `Neighbours see it as “${name}”.`,
        poster: "Make a poster of it", conditions: { announced: "Announced", beginning: "Beginning", absent: "Not announced", off: "Switched off", no_network: "No network", refused: "Refused" } as Partial<Record<string, string>>,
    },
    certificates: {
        title: "Certificates", source: { local: "The box's own authority", own: "Your own certificate", none: "No secure address" }, fingerprint: "Fingerprint of the authority",
        fingerprintHint: "Whoever installs it can compare these figures, read out or printed beside the box.", copy: "Copy the fingerprint", copied: "Copied.",
        valid: "Valid until", renews: "Renews by itself on", rootValid: "Authority valid until", subject: "Authority", names: "Names", addresses: "Addresses", days: (n: number) => (n < 0 ? "it has run out" : plural(n, "day left", "days left")),
        trust: "How a phone learns to trust the box", trustText: "The page is public: show its address or let people scan it.", noLeaf: "No certificate is in use.",
    },
    backups: {
        title: "Backups", sentence: "State", last: "Last backup", lastTest: "Last test restore", never: "never", kept: "Kept", next: "Every",
        now: "Back up now", test: "Test a restore now", testHint: "Reads the newest backup back into a place of its own, checks it, and throws it away. Nothing here is changed.",
        places: "Where backups go", noPlaces: "No disk that could take a backup was found. Plug in a USB disk, or type a folder.", folder: "Folder on the box",
        folderHint: "Such as /media/backup. A disk that can be carried away is best.", free: (bytes: string) => `${bytes} free`, removable: "Can be carried away", fixed: "Inside the box: lost together with it", other: "Another folder",
        everyHours: "Hours between backups", everyHoursHint: "1 to 168. Only what changed is copied.", keep: "How many are kept", hourly: "Hourly", daily: "Daily", weekly: "Weekly", save: "Save", saved: "Saved. The next backup goes there.",
        settings: "Place and schedule", change: "Change", hours: (n: number) => plural(n, "hour", "hours"),
        snapshots: "Backups there", none: "No backup yet", noneText: "Choose a place, write down the recovery words, then back up. From then on it happens by itself.", when: "Made", size: "Size", name: "Name",
        cancel: "Cancel", cancelTitle: "Cancel this?", cancelText: "What was copied so far is kept and used by the next backup.", cancelYes: "Cancel it", cancelNo: "Let it go on",
        kinds: { backup: "Backup", test_restore: "Test restore", restore: "Restore" }, states: { running: "Running", done: "Done", failed: "Failed", cancelled: "Cancelled" },
        wordsTitle: "Recovery words", wordsMissing: "Nobody has confirmed the recovery words. Without them a backup cannot be opened by anybody, not even by you.", wordsDo: "Write them down now",
        wordsGood: "The recovery words were confirmed. They open every backup of this box.", wordsAgain: "Show them again", keeps: (h: number, d: number, w: number) => `${h} hourly, ${d} daily, ${w} weekly`,
        recent: (when: string) => `It ended ${when}.`, setPlaceFirst: "Choose a place first.",
    },
    words: {
        title: "Recovery words", why: "These 24 words open the backups of this box on any other. Whoever has them and a backup has everything; whoever loses them has nothing.",
        ask: "Your password again", askHint: "So that nobody reads them over an open screen.", show: "Show the words", print: "Print", written: "I have written them down",
        sheet: (box: string) => `Recovery words of ${box}`, sheetText: "Keep this sheet away from the box and from the backup disk. Do not photograph it. In this order, the words restore the box on new hardware.",
        sheetMade: (when: string) => `Written down ${when}`, confirmTitle: "Type two of them back", confirmText: "From your paper, not from memory: this proves that the paper is right.", third: "Word 3", seventeenth: "Word 17", confirm: "Confirm",
        wrong: (n: number) => `This is not word ${n}. Look at your paper.`, confirmed: "Confirmed. Put the paper in a safe place.", back: "Show the words once more", toBackups: "To the backups", steps: ["Password", "Write down", "Confirm"],
        step: (n: number) => `Step ${n} of 3`,
    },
    logs: {
        title: "Log", level: "From level", levels: { all: "Everything", notice: "Notices and worse", warning: "Warnings and worse", error: "Errors only" },
        request: "Request number", requestHint: "Such as req_… from a message", search: "Search the log", none: "No lines", noneText: "Nothing in the log fits this. Take a filter away.", clear: "Clear the filters",
        more: "Load more", follow: "Only this request", lines: (n: number) => plural(n, "line", "lines"), names: { trace: "Trace", debug: "Detail", info: "Note", notice: "Notice", warning: "Warning", error: "Error", critical: "Alarm" } as Partial<Record<string, string>>,
        copy: "Copy these lines",
    },
    audit: {
        title: "Audit trail", text: "Everything that was changed here, by whom. Nothing in it can be removed.", person: "Person", everybody: "Everybody", topic: "About", everything: "Everything",
        topics: { people: "People", "sign-in": "Sign-ins that were refused", shows: "Shows", show: "Doors and scans", orders: "Orders and money", catalog: "Music", devices: "Devices", account: "Own accounts" } as Record<string, string>,
        none: "Nothing written down", noneText: "Nothing fits this. Choose another person or topic.", more: "Load more", box: "The box",
    },
    support: {
        title: "Support bundle", text: "One file that tells whoever helps you what the box is like.", holds: "It holds", has: ["Versions, and the settings without secrets", "The health checks and the log", "The shape of the database and how many rows it has", "Network names and addresses"],
        lacks: "It does not hold", hasNot: ["Passwords, keys, recovery words", "Names or mail addresses of people", "Music, tickets, sales"], get: "Download the bundle", got: "Downloaded. It is a text file: read it before you send it.", tabs: "Records of the box", log: "Log", audit: "Audit trail",
    },
    updates: {
        title: "Updates", version: "This version", text: "The box never installs anything by itself. Whoever runs the machine does, with the system's own tool.", how: "How to update", howText: "On the machine itself, or over ssh:",
        copyFirst: "The box makes a copy of everything, brings its data up to date, checks itself, and only then opens again. It takes about a minute.", doors: "While the doors of a show are open, an update is refused. It can wait until the last guest is in.",
        back: "How to go back", backText: "Install the version before, then put back the copy that was made before the update. What happened since then is lost:", backHint: "“apt list -a stagebox” shows which versions there are.", copied: "Copied.", copy: "Copy", changed: "What changed", changedText: "Every version with its changes:",

    },
    trust: {
        title: (box: string) => `Let this device trust ${box}`, over: "Once per device", why: "Browsers lend the camera, offline pages and passkeys only to places the device trusts; this makes it trust this box, and nothing else.",
        fingerprint: "Fingerprint", fingerprintHint: "Compare it with the one in the console of the box. If they differ, stop.", system: "Which system is it?", yours: "this one",
        systems: { ios: "iPhone, iPad", android: "Android", mac: "Mac", windows: "Windows", linux: "Linux", firefox: "Firefox" },
        download: { ios: "Download the profile", other: "Download the certificate" }, downloadHint: { ios: "Use Safari for this. Tap “Allow” when it asks.", android: "It lands in Downloads as stagebox.crt.", mac: "It lands in Downloads as stagebox.crt.", windows: "It lands in Downloads as stagebox.crt.", linux: "It lands in Downloads as stagebox.crt.", firefox: "It lands in Downloads as stagebox.crt." },
        steps: "Steps", check: "Does it work?", probing: "Asking the secure address…", try: "Check now", works: "It works. This device trusts the box.", openSecure: "Open the secure page",
        openHint: "From here the browser does not let this page look. Open the secure page: if a warning comes, a step is missing.", notYet: "Not yet. The secure address was refused or not reached.",
        notDownloaded: "It was not downloaded with this browser. Begin with step 1.", downloadedOn: "It was downloaded here. Then it is one of these:", go: "Go on to the secure page", onSecure: "You are on the secure page, and this device trusts the box.",
        pastWarning: "You went past a warning. The page is secret, but the device does not trust the box yet: offline pages will not work. Do the steps below.", local: "This is the box itself: nothing to do here.",
        possible: "What is possible here", camera: "Camera at the door", offline: "Tickets and pages offline", passkeys: "Passkeys", yes: "possible", no: "not here", passkeysName: "only under a name, not under a number",
        ownTitle: "Nothing to do here", own: "This box shows a certificate that devices accept as they are. Open its secure page.", noneTitle: "No secure address", none: "This box serves no secure address. Cameras and offline pages do not work here; everything else does. Whoever runs the box can change that under Certificates.", home: "To the front page",
        step: (n: number, of: number) => `Step ${n} of ${of}`, drawing: (what: string) => `Drawing: ${what}`, remove: "To take it back later, remove the certificate at the same place.", limits: "It is limited to this box's names and to private addresses: it can vouch for no other place.",
        questions: {
            ios: ["Is “Profile Downloaded” still waiting at the top of Settings? Then install it: step 2.", "Is the switch under Certificate Trust Settings on? It is a screen of its own: step 3."],
            android: ["Did the system take it as “CA certificate”, not as “VPN and app” or “Wi-Fi”? Step 3.", "Is a screen lock set? Android installs none without."],
            mac: ["Does Keychain Access show it with a red cross? Then set “Always Trust”: step 3."], windows: ["Did it go into “Trusted Root Certification Authorities”? The automatic choice is the wrong one: step 3.", "Was the browser closed and opened again?"],
            linux: ["Was “Trust this certificate for identifying websites” ticked? Step 3."], firefox: ["Was “Trust this CA to identify websites” ticked? Step 3."],
        } as Record<string, string[]>,
        phoneLead: "Keep tickets and pages when the Wi-Fi is gone", phoneLink: "Let this phone trust the box",
    },
    /// Steps per system: what to do in words, and what its drawing shows. The texts on the drawn screens are the systems' own.
    trustSteps: {
        ios: [
            { words: "Tap the button above, then “Allow”. Safari says that a profile was downloaded.", title: "Safari", lines: ["This website is trying to", "download a configuration profile"], dialog: ["Ignore", "Allow"] },
            { words: "Open Settings. At the top stands “Profile Downloaded”. Tap it, then Install, and once more Install.", title: "Settings", lines: ["Profile Downloaded", "Airplane Mode", "Wi-Fi", "General"], hot: 0 },
            { words: "Settings, General, About, Certificate Trust Settings: switch the box on. Nearly everybody misses this one.", title: "Certificate Trust Settings", lines: ["Stagebox"], hot: 0, switchOn: 0 },
            { words: "Come back to this page and check.", title: "Stagebox", lines: ["Does it work?"], button: "Check now", hot: -1 },
        ],
        android: [
            { words: "Tap the button above. The file stagebox.crt lands in Downloads. Opening it does not install it.", title: "Downloads", lines: ["stagebox.crt"], hot: 0 },
            { words: "Open Settings and search for “CA certificate”. On most phones: Security and privacy, More security, Encryption and credentials, Install a certificate.", title: "Settings", lines: ["CA certificate", "VPN and app certificate", "Wi-Fi certificate"], hot: 0 },
            { words: "Choose “CA certificate”, then “Install anyway”, then stagebox.crt. The warning speaks of any authority; this one is limited to this box.", title: "Your data won't be private", lines: ["CA certificate"], dialog: ["Don't install", "Install anyway"] },
            { words: "Come back to this page and check.", title: "Stagebox", lines: ["Does it work?"], button: "Check now", hot: -1 },
        ],
        mac: [
            { words: "Click the button above, then double-click stagebox.crt in Downloads.", title: "Downloads", lines: ["stagebox.crt"], hot: 0 },
            { words: "Keychain Access asks where to add it: choose “login”.", title: "Add Certificates", lines: ["Keychain: login"], dialog: ["Cancel", "Add"] },
            { words: "Double-click the entry, open Trust, and set “When using this certificate” to “Always Trust”.", title: "Trust", lines: ["When using this certificate", "Always Trust"], hot: 1 },
            { words: "Close the window, give your password, come back and check.", title: "Stagebox", lines: ["Does it work?"], button: "Check now", hot: -1 },
        ],
        windows: [
            { words: "Click the button above and open stagebox.crt. Choose “Install Certificate”.", title: "Certificate", lines: ["General", "Issued to: Stagebox"], button: "Install Certificate…", hot: -1 },
            { words: "Choose “Current User”, then Next.", title: "Store Location", lines: ["Current User", "Local Machine"], hot: 0 },
            { words: "Choose “Place all certificates in the following store”, Browse, “Trusted Root Certification Authorities”. Then Next, Finish, Yes.", title: "Certificate Store", lines: ["Personal", "Trusted Root Certification Authorities", "Enterprise Trust"], hot: 1 },
            { words: "Close the browser, open it again, come back and check.", title: "Stagebox", lines: ["Does it work?"], button: "Check now", hot: -1 },
        ],
        linux: [
            { words: "Click the button above. The file stagebox.crt lands in Downloads.", title: "Downloads", lines: ["stagebox.crt"], hot: 0 },
            { words: "In Chrome or Chromium open Settings, Privacy and security, Security, Manage certificates, Authorities, Import.", title: "Manage certificates", lines: ["Your certificates", "Servers", "Authorities"], hot: 2, button: "Import" },
            { words: "Choose stagebox.crt and tick “Trust this certificate for identifying websites”.", title: "Certificate authority", lines: ["Trust this certificate for identifying websites", "… identifying email users"], hot: 0, tick: 0 },
            { words: "Come back to this page and check.", title: "Stagebox", lines: ["Does it work?"], button: "Check now", hot: -1 },
        ],
        firefox: [
            { words: "Click the button above. Firefox may offer to take it at once: then tick “Trust this CA to identify websites”, and you are done.", title: "Downloading Certificate", lines: ["Trust this CA to identify websites", "Trust this CA to identify email users"], hot: 0, tick: 0 },
            { words: "Otherwise open Settings, search for “certificates”, then View Certificates, Authorities, Import.", title: "Certificate Manager", lines: ["Your Certificates", "People", "Servers", "Authorities"], hot: 3, button: "Import…" },
            { words: "Choose stagebox.crt and tick “Trust this CA to identify websites”.", title: "Downloading Certificate", lines: ["Trust this CA to identify websites", "Trust this CA to identify email users"], hot: 0, tick: 0 },
            { words: "Come back to this page and check.", title: "Stagebox", lines: ["Does it work?"], button: "Check now", hot: -1 },
        ],
    } as Record<"ios" | "android" | "mac" | "windows" | "linux" | "firefox", DrawnStep[]>,
    poster: {
        title: "Poster", print: "Print", leads: "It leads to", listen: "Listening", show: (title: string) => `Show: ${title}`, address: "Address on it", paper: "Paper", look: "Look", accent: "In colour", plain: "Black on white",
        listenHere: "Listen here", ticketsHere: "Tickets here", wifi: "Name of the Wi-Fi", wifiHint: "Printed as the first step.", join: (wifi: string) => `Join the Wi-Fi “${wifi}”`, joinPlain: "Join the Wi-Fi of the house", scan: "Scan the code, or type the address",
        free: "No account, no app.", nameHint: "A name stays when the router gives the box another number. A number also works on phones that know no names ending in .local.", plainHint: "Guests have not told their phones to trust the box: the plain address opens without a warning.",
        noAddress: "No address to print", noAddressText: "The box is in no network, so no phone can reach it. Connect it, then come back.", byName: (host: string) => `Name: ${host}`, byNumber: (host: string) => `Number: ${host}`, secure: "secure, for devices that trust the box", tooLong: "This address is too long for a code. Choose another.",
        paperHint: "In the print dialog, choose the same size, no margins, and background graphics.",
    },
    listen: { title: "Listen", lead: "Everything that plays here. No account needed.", none: "Nothing to hear yet", noneText: "As soon as somebody adds music, it plays here.", records: "Records", tracks: "Tracks", all: "All music" },
    restore: {
        choiceTitle: "What is this box?", choice: "New, or an old one come back?", fresh: "New box", freshText: "You choose its name and become its owner. Five questions.", back: "Restore a box", backText: "From a backup and its 24 words. Everything comes back: people, music, tickets, money.",
        place: "Where is the backup?", disks: "Disks of this box", placeText: "Plug in the disk, then look again.", holds: "Holds a backup", holdsNot: "No backup seen here", other: "Another folder", folder: "Folder on the box", folderHint: "Such as /media/backup.", again: "Look again", noPlaces: "No disk was found. Plug it in and look again, or type a folder.",
        words: "The recovery words", wordsHint: "In their order, separated by spaces. Paste works.", count: (n: number) => `${n} of 24 words`, tooMany: (n: number) => `${n} words: that is more than 24.`, open: "Open the backup", choose: "Which state?", from: (box: string) => `Backups of ${box}`, newest: "newest", made: "Made", size: "Size",
        none: "This backup holds no finished state.", begin: "Restore this one", beginTitle: "Restore this box?", beginText: (box: string, when: string) => `This box becomes “${box}” as it was ${when}. It is checked before anything is put in place.`, running: "Restoring", runningText: "You may close this page and come back. Do not switch the box off.",
        failed: "The restore did not work", failedText: "Nothing of this box was changed.", tryAgain: "Begin again", starting: "Starting the restored box", startingText: "The box starts again from what was restored. This page goes on by itself.", done: "The box is back", doneText: (box: string) => `This is “${box}” again. Sign in as you always did.`, signIn: "Sign in", cancelled: "The restore was cancelled.",
        step: (n: number) => `Restore, step ${n} of 3`, backTo: "Back",
    },
    pairAgain: { again: "Pair again", paired: "Paired since", text: "A phone that lost its pairing, or that was revoked, is paired again in half a minute: the desk shows a code, the phone scans it." },
};
