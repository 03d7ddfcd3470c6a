import { fingerprintLines } from "./grouping";

/// A fingerprint in lines of pairs, for eyes that compare.
export function Fingerprint({ text }: { text: string }) {
    return <p className="fingerprint figures">{fingerprintLines(text).map((line) => <span key={line}>{line}</span>)}</p>;
}
