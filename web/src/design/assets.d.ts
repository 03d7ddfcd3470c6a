// What the bundler answers for files that are not scripts: their address.
declare module "*.svg" {
    const address: string;
    export default address;
}

declare module "*.png" {
    const address: string;
    export default address;
}

/// Addresses of the scripts made from *.worker.ts, by their path in src.
declare const WORKERS: Record<string, string>;

/// Address of the style that pages outside of the catalogue need.
declare const HOUSE_STYLE: string;
