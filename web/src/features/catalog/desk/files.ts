// Which dropped files are sound. Names only: the box looks at the bytes.

const ENDINGS = /\.(flac|wav|wave|aiff?|mp3|m4a|mp4|aac|alac|ogg|oga|opus|wma|webm)$/i;

export interface Sorted {
    audio: File[];
    others: File[];
}

export function sortFiles(files: readonly File[]): Sorted {
    const isAudio = (file: File) => file.type.startsWith("audio/") || ENDINGS.test(file.name);
    return { audio: files.filter(isAudio), others: files.filter((file) => !isAudio(file)) };
}

/// Everything that was dropped, folders opened.
export async function filesOf(transfer: DataTransfer): Promise<File[]> {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
    if (!entries.some((entry) => entry?.isDirectory)) return [...transfer.files];
    const found = await Promise.all(entries.map((entry) => (entry ? open(entry) : [])));
    return found.flat().sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

async function open(entry: FileSystemEntry): Promise<File[]> {
    if (entry.isFile) {
        return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    const all: FileSystemEntry[] = [];
    // A reader answers in portions, the last of which is empty.
    for (;;) {
        const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
        if (portion.length === 0) break;
        all.push(...portion);
    }
    return (await Promise.all(all.filter((one) => !one.name.startsWith(".")).map(open))).flat();
}

/// A title from a file name: "03 - Low_Water.flac" becomes "Low Water".
export function titleOf(name: string): string {
    const bare = name.replace(/\.[^.]{1,5}$/, "").replace(/_/g, " ").replace(/\s+/g, " ").trim();
    const tidy = bare.replace(/^(?:track\s*)?\d{1,3}\s*[-.–)]\s*|^\d{2}\s+(?=\S)/i, "").trim();
    return (tidy || bare || name).slice(0, 200);
}
