// What the front page asks for, in one place for the page itself and for the early questions; a test holds them
// together.
export const SHOWS = 5;
export const ALBUMS = 10;
export const TRACKS = 6;
export const ARTISTS = 40;

export const HOME_ADDRESSES = [
    `/api/shows?limit=${SHOWS}`, `/api/albums?limit=${ALBUMS}`, `/api/tracks?limit=${TRACKS}`, `/api/artists?limit=${ARTISTS}`,
];

/// The picture of the poster in its sizes, as an <img> wants them.
export const posterSources = (cid: string) => [256, 400, 800,
    1400].map((width) => `/api/images/${cid}/${width} ${width}w`).join(", ");
export const POSTER_SIZES = "(min-width: 800px) 42vw, 100vw";
