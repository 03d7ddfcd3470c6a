// Reed–Solomon over GF(256) with the polynomial 0x11D, as QR codes use it (ISO/IEC 18004, annex A). First root α^0.

const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
    EXP[power] = value;
    EXP[power + 255] = value;
    LOG[value] = power;
    value = value << 1 ^ (value & 0x80 ? 0x11d : 0);
}

export function multiply(a: number, b: number): number {
    return a === 0 || b === 0 ? 0 : EXP[LOG[a]! + LOG[b]!]!;
}

function inverse(a: number): number {
    return EXP[255 - LOG[a]!]!;
}

/// The value of a polynomial, constant term first.
function evaluate(polynomial: Uint8Array, x: number): number {
    let value = 0;
    for (let i = polynomial.length - 1; i >= 0; i -= 1) value = multiply(value, x) ^ polynomial[i]!;
    return value;
}

/// Null where every root fits, so that a clean block costs nothing more.
function syndromesOf(block: Uint8Array, parity: number): Uint8Array | null {
    const syndromes = new Uint8Array(parity);
    let isClean = true;
    for (let root = 0; root < parity; root += 1) {
        let value = 0;
        for (const codeword of block) value = multiply(value, EXP[root]!) ^ codeword;
        syndromes[root] = value;
        if (value !== 0) isClean = false;
    }
    return isClean ? null : syndromes;
}

/// Berlekamp and Massey: the shortest recurrence that makes the syndromes; its degree is the number of errors.
function locatorOf(syndromes: Uint8Array): { locator: Uint8Array; errors: number } {
    const size = syndromes.length + 1;
    let current = new Uint8Array(size);
    let previous = new Uint8Array(size);
    current[0] = 1;
    previous[0] = 1;
    let errors = 0;
    let shift = 1;
    let lastDiscrepancy = 1;
    for (let n = 0; n < syndromes.length; n += 1) {
        let discrepancy = syndromes[n]!;
        for (let i = 1; i <= errors; i += 1) discrepancy ^= multiply(current[i]!, syndromes[n - i]!);
        if (discrepancy === 0) {
            shift += 1;
            continue;
        }
        const before = current.slice();
        const factor = multiply(discrepancy, inverse(lastDiscrepancy));
        for (let i = 0; i + shift < size; i += 1) current[i + shift]! ^= multiply(factor, previous[i]!);
        if (2 * errors > n) {
            shift += 1;
            continue;
        }
        errors = n + 1 - errors;
        previous = before;
        lastDiscrepancy = discrepancy;
        shift = 1;
    }
    return { locator: current.slice(0, errors + 1), errors };
}

/// Repairs a block in place. `mayCorrect` is the most codewords the version allows to be mended (less than half of the
/// parity in the smallest versions, against misreading). Answers how many were mended, or null if the block is beyond
/// it.
export function repair(block: Uint8Array, parity: number, mayCorrect: number): number | null {
    const syndromes = syndromesOf(block, parity);
    if (!syndromes) return 0;
    const { locator, errors } = locatorOf(syndromes);
    if (errors > mayCorrect) return null;
    const evaluator = new Uint8Array(parity);
    for (let i = 0; i < parity; i += 1) {
        for (let j = 0; j <= Math.min(i, errors); j += 1) evaluator[i]! ^= multiply(locator[j]!, syndromes[i - j]!);
    }
    const derivative = new Uint8Array(Math.max(1, errors));
    for (let i = 1; i <= errors; i += 2) derivative[i - 1] = locator[i]!;
    let found = 0;
    for (let place = 0; place < block.length; place += 1) {
        const x = EXP[place % 255]!;
        const reciprocal = inverse(x);
        if (evaluate(locator, reciprocal) !== 0) continue;
        const slope = evaluate(derivative, reciprocal);
        if (slope === 0) return null;
        block[block.length - 1 - place]! ^= multiply(x, multiply(evaluate(evaluator, reciprocal), inverse(slope)));
        found += 1;
    }
    return found === errors && !syndromesOf(block, parity) ? errors : null;
}
