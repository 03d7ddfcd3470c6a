// The states of fetched data in one place: skeleton, error with a way out, content.
//
//     <Loaded of={useData("GET /api/albums/{id}", { path: { id } })} skeleton={<AlbumSkeleton />}>{(album) => …}</Loaded>
import type { ReactNode } from "react";
import { LinkButton } from "../design/Button";
import { EmptyState, ErrorState, Loading } from "../design/States";
import { t } from "../strings";
import { ApiError, sentenceOf } from "./api";
import type { Data } from "./data";

interface LoadedProps<T> {
    of: Pick<Data<T>, "data" | "error" | "reload">;
    skeleton: ReactNode;
    /// The data is the whole page: an error becomes its heading.
    page?: boolean;
    children: (data: T) => ReactNode;
}

export function Loaded<T>({ of, skeleton, page, children }: LoadedProps<T>) {
    if (of.data !== undefined) return <>{children(of.data)}</>;
    if (!of.error) return <Loading>{skeleton}</Loading>;
    const frame = page ? "page" : "";
    const as = page ? "h1" as const : "h2" as const;
    if (of.error instanceof ApiError && of.error.status === 404) {
        return <div className={frame}><EmptyState as={as} title={t.app.notFound}
            action={<LinkButton href="/">{t.app.goHome}</LinkButton>}>{of.error.message}</EmptyState></div>;
    }
    return <div className={frame}><ErrorState as={as} sentence={sentenceOf(of.error)}
        onRetry={() => void of.reload()} /></div>;
}
