/// The path of all dark modules, runs joined, shifted by a quiet zone of four.
export function qrPath(rows: readonly string[]): string {
    let path = "";
    rows.forEach((row, y) => {
        for (const run of row.matchAll(/1+/g)) {
            const length = run[0]?.length ?? 0;
            path += `M${(run.index ?? 0) + 4} ${y + 4}h${length}v1h-${length}z`;
        }
    });
    return path;
}
