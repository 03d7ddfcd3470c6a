// Sample words of the specimen; no reader of the house ever sees them, so they are not in the language file.
export const words = {
    title: "Specimen", type: "Type", colour: "Colour", controls: "Controls", layers: "Layers and states", figures: "Figures and lamps", record: "Sleeves and waveform",
    icons: "Icons", headline: "Midwinter Marathon of Improvised Music", sample: "Doors 20:00 Ærøskøbing Łódź", on: "On the fill", text: "Text",
    sentence: "The drawer holds €214.50; the last sale was at 20:41.", contrast: (n: string) => `Ink on paper ${n} : 1`,
    rows: ["Early", "Door", "Guests"] as [string, string, string], columns: ["Kind", "State", "Sold",
        "Taken"] as [string, string, string, string],
    inside: "inside", taken: "taken tonight", badge: "Private", sleeves: ["Salt", "The Room Above the Bakery",
        "Negen Mensen, Eén Trom", "Þórunn", "Low Water"],
    label: "Name of the show", hint: "As it stands on the poster.", error: "This is needed.", button: "Save", danger: "Cancel the show", ask: "Cancel this show?",
    askText: "Buyers get their money back and the tickets stop working.", open: "Open", removed: "“Salt” was removed.", tonight: "Tonight", next: "Next", all: "All",
};
